"""One case: its state, since when, how old our news is, what to do next."""

from datetime import datetime

from conversation.context import Context
from conversation.dossier import Dossier
from conversation.effects import Refresh
from conversation.elapsed import elapsed
from conversation.moves import Do, Move, Push, Refuse
from conversation.screen import Screen
from conversation.session import Session
from conversation.view import Option, View
from kernel import clock
from kernel.ids import spaced

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
            say(language, "status.since", state=state, since=_day(dossier, dossier.since, context)),
            age(dossier, language, context),
            say(language, f"next.{dossier.state}"),
        ]
        if dossier.erased_at and dossier.mine:
            lines.append(say(language, "status.erased", on=_day(dossier, dossier.erased_at, context)))
        if dossier.note:
            lines.append(say(language, "status.note", note=dossier.note))
        return View("\n".join(lines), tuple(_options(dossier, language, context)))

    def choose(self, session: Session, context: Context, value: str) -> Move:
        reference = Dossier.unpack(session.frame.arg).reference
        if value in ("code", "bill"):
            return Push(value, reference)
        return Do(Refresh(reference), lambda outcome: Push(_ASKED[outcome["asked"]]))


def age(dossier: Dossier, language: str, context: Context) -> str:
    """How old the news is: what we show is only what we were last told."""
    if dossier.checked_at is None:
        return context.say(language, "age.never")
    unit, n = elapsed(dossier.checked_at, context.now)
    return context.say(language, f"age.{unit}", n=n)


def _day(dossier: Dossier, at: datetime, context: Context) -> str:
    """Day and month; with the year when it is not this one."""
    service = context.catalogue.services.get(dossier.service)
    country = service.country if service else context.country
    day, today = clock.local_day(country, at), clock.local_day(country, context.now)
    return day.strftime("%d/%m" if day.year == today.year else "%d/%m/%Y")


def _options(dossier: Dossier, language: str, context: Context) -> list[Option]:
    # The invoice of a case has its reference: whoever has it may pay.
    offered = ["bill"] if dossier.state == "a_payer" else []
    if not dossier.mine:
        offered.append("code")
    elif dossier.own and dossier.is_stale(context.catalogue, context.now):
        offered.append("refresh")
    return [
        Option(context.say(language, f"status.{value}"), value, str(digit))
        for digit, value in enumerate(offered, 1)
    ]
