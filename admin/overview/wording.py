"""Words for codes: one of ours or of a provider becomes a sentence, an unknown one is shown as it is."""

from datetime import datetime, timedelta

from admin.books import naming
from admin.doors import visitor
from admin.overview.stuck import Lane, Stuck
from admin.page import when
from admin.parts import parts

# Readiness turns red after a minute (`gateway/health.py`); a person is called after five.
SLOW = timedelta(minutes=5)


def slow(lane: Lane, at: datetime) -> bool:
    """Whether a lane has something due that nobody has taken for five minutes."""
    return lane.oldest is not None and at - lane.oldest > SLOW


def what(stuck: Stuck) -> str:
    """What it is: the work, the message's purpose, the rail, the administration."""
    if stuck.kind == "filing":
        return office(stuck.what)
    if stuck.rail:
        return naming.rail(stuck.rail)
    return _said(f"overview.stuck.what.{stuck.kind}.{_word(stuck.what)}", stuck.what)


def why(stuck: Stuck) -> str:
    """Why it stands."""
    otherwise = visitor.say(f"overview.stuck.why.{stuck.kind}.other", code=stuck.why or "-")
    return _said(f"overview.stuck.why.{stuck.kind}.{_word(stuck.why)}", otherwise)


def next_question(rail: str, asked: int, next_at: datetime | None, at: datetime) -> str:
    """What is asked next about money in doubt, and when; or that nobody can be asked, and where the answer stands.

    ``asked``: how often already; ``next_at``: when again; ``at``: now.
    """
    called = parts().overview.rails.get(rail)
    if not called or next_at is None:
        return visitor.say("overview.stuck.next.dialled" if called is False else "overview.stuck.next.gone")
    word = ("" if asked else "first_") + ("soon" if next_at <= at else "at")
    return visitor.say(f"overview.stuck.next.{word}", count=asked, at=when(next_at))


def office(code: str) -> str:
    """An administration by its name."""
    found = parts().catalogue.administrations.get(code)
    return found.name.of(visitor.language()) if found is not None else code


def screen(name: str) -> tuple[str, str]:
    """A USSD screen as staff call it, and the service it belongs to ("" for those of all services).

    "question.17.rccm" is a question of service 17: `conversation/screens/` gives the names.
    """
    first, _, rest = name.partition(".")
    number, _, last = rest.partition(".")
    service = parts().catalogue.services.get(int(number)) if number.isdecimal() else None
    said = _said(f"overview.screen.{first}", first)
    detail = last if service is not None else rest
    title = service.title.of(visitor.language()) if service is not None else ""
    return (visitor.say("overview.drops.detail", screen=said, detail=detail) if detail else said), title


def _word(code: str) -> str:
    return code.replace(".", "_").replace(" ", "_").lower()


def _said(key: str, otherwise: str) -> str:
    known = parts().words.of[visitor.language()]
    return known.get(key, otherwise)
