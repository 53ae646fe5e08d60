"""One case: its state, since when, how old our news is, what to do next."""

from datetime import timedelta

from conversation.context import Context
from conversation.dossier import Dossier
from conversation.effects import Refresh
from conversation.moves import Do, Move, Push, Refuse
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View
from kernel import clock
from kernel.ids import spaced

# Beyond these a smaller unit says nothing more: 90 min, 2 days.
MINUTES_SHOWN = timedelta(minutes=90)
HOURS_SHOWN = timedelta(hours=48)
_ASKED = {"yes": "refreshing", "no": "asked"}


class Status(Screen):
    """``arg`` is a reference, "reference code" after the code was typed, and the found case once entered."""

    name = "status"

    def enter(self, session: Session, context: Context) -> Move | None:
        reference, _, code = session.frame.arg.partition(" ")
        case = context.cases.find(reference, context.phone, code or None)
        if case is None:
            session.stack.pop()
            return Refuse("reference_unknown")
        session.frame.arg = Dossier.of(case).pack()
        return None

    def show(self, session: Session, context: Context) -> View:
        dossier = Dossier.unpack(session.frame.arg)
        say, language = context.say, session.language
        state = say(language, f"state.{dossier.state}")
        lines = [
            say(language, "status.title", reference=spaced(dossier.reference)),
            say(language, "status.since", state=state, since=_since(dossier, context)),
            age(dossier, language, context),
            say(language, f"next.{dossier.state}"),
        ]
        if dossier.note:
            lines.append(say(language, "status.note", note=dossier.note))
        return View("\n".join(lines), tuple(_options(dossier, language, context)))

    def choose(self, session: Session, context: Context, value: str) -> Move:
        reference = Dossier.unpack(session.frame.arg).reference
        if value == "code":
            return Push("code", reference)
        return Do(Refresh(reference), lambda outcome: Push(_ASKED[outcome["asked"]]))


def age(dossier: Dossier, language: str, context: Context) -> str:
    """How old the news is: what we show is only what we were last told."""
    if dossier.checked_at is None:
        return context.say(language, "age.never")
    past = max(context.now - dossier.checked_at, timedelta())
    if past < timedelta(minutes=1):
        return context.say(language, "age.now")
    if past < MINUTES_SHOWN:
        return context.say(language, "age.minutes", n=past // timedelta(minutes=1))
    if past < HOURS_SHOWN:
        return context.say(language, "age.hours", n=past // timedelta(hours=1))
    return context.say(language, "age.days", n=past.days)


def _since(dossier: Dossier, context: Context) -> str:
    """Day and month; with the year when it is not this one."""
    service = context.catalogue.services.get(dossier.service)
    country = service.country if service else context.country
    since, today = clock.local_day(country, dossier.since), clock.local_day(country, context.now)
    return since.strftime("%d/%m" if since.year == today.year else "%d/%m/%Y")


def _options(dossier: Dossier, language: str, context: Context) -> list[Option]:
    if not dossier.mine:
        return [Option(context.say(language, "status.code"), "code", "1")]
    if dossier.own and dossier.is_stale(context.catalogue, context.now):
        return [Option(context.say(language, "status.refresh"), "refresh", "1")]
    return []
