"""Follow a case: the phone's own cases to pick from, or a reference to type."""

from conversation.context import Context
from conversation.dossier import Dossier
from conversation.inputs import reference
from conversation.inputs.refused import Refused
from conversation.moves import Move, Push, Refuse, Swap
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View
from kernel import clock
from kernel.gsm import shorten

# Four pages of five: nobody turns more, and the list is one query with a limit.
CASES_MAX = 20
# What is left of a line of 40 after the state (20), its date and separators.
TITLE_MAX = 14
PART = "\n"


class Follow(Screen):
    """``arg`` is the list as it was when opened, so that a digit never slides to another case."""

    name = "follow"

    def enter(self, session: Session, context: Context) -> Move | None:
        cases = context.cases.of_phone(context.phone, CASES_MAX)
        if not cases:
            return Swap("reference")
        session.frame.arg = PART.join(Dossier.of(case)._replace(note="").pack() for case in cases)
        return None

    def show(self, session: Session, context: Context) -> View:
        parts = session.frame.arg.split(PART)
        items = tuple(Option(_line(Dossier.unpack(part), session, context), part) for part in parts)
        other = Option(context.say(session.language, "follow.other"), "other", "9")
        return View(context.say(session.language, "follow.title"), (other,), items)

    def choose(self, session: Session, context: Context, value: str) -> Move:
        return Push("reference") if value == "other" else Push("status", Dossier.unpack(value).reference)

    def read(self, session: Session, context: Context, text: str) -> Move:
        """A whole reference typed at the list is understood."""
        try:
            return Push("status", reference.read(text))
        except Refused:
            return Refuse("choice")


def _line(dossier: Dossier, session: Session, context: Context) -> str:
    service = context.catalogue.services.get(dossier.service)
    title = service.title.of(session.language) if service else ""
    day = clock.local(service.country if service else "", dossier.since).strftime("%d/%m")
    state = context.say(session.language, f"state.{dossier.state}")
    return f"{shorten(title, TITLE_MAX)} {day}: {state}"
