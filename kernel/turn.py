"""Turn and Screen: the one input and the one reply that every channel shares."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the operator says of this request."""

    BEGIN = "begin"  # the citizen dialled
    CONTINUE = "continue"  # the citizen answered a screen
    END = "end"  # the operator closed the session: abort, timeout, release


class TextMode(StrEnum):
    """How a wire format carries what was typed."""

    ACCUMULATED = "accumulated"  # every input so far, joined with "*" (Africa's Talking)
    LAST = "last"  # only the last input (all others)


@dataclass(frozen=True, slots=True)
class Turn:
    """One input from one phone.

    ``text`` is the whole transcript when ``mode`` is ACCUMULATED, the last input when it is LAST.
    On BEGIN it is what was dialled behind the service code: "" or "17" or "17*1".
    ``phone`` is E.164, ``service_code`` is "*384#", ``network`` is MCC+MNC and opaque,
    ``sequence`` numbers the step where the operator gives one.
    """

    channel: str
    dialect: str
    service_code: str
    session: str
    phone: str
    kind: Kind
    mode: TextMode
    text: str
    sequence: str = ""
    network: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """One reply. ``more`` asks for an answer (CON); without it the session ends (END).

    ``name`` is the static name of the screen, for the drop map: never data.
    """

    text: str
    more: bool
    name: str
