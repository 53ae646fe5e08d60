"""What a dialect reads in one request: a turn of a citizen, the news that a session ended, or a question."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from kernel.turn import Turn

NOTHING: Mapping[str, str] = MappingProxyType({})


class Status(StrEnum):
    """How a session ended. Africa's Talking, "USSD notifications", ``status``."""

    SUCCESS = "Success"
    INCOMPLETE = "Incomplete"  # ended while an answer was expected
    FAILED = "Failed"  # our side did not answer, or badly
    UNRECOGNISED = "Unrecognised"  # a word that the operator had not told us of


class Call(NamedTuple):
    """A turn, the fields that the reply must give back as they came, and for Kind.END how it ended."""

    turn: Turn
    echo: Mapping[str, str] = NOTHING
    ended: Status | None = None


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """A session is over. ``session`` is the operator's id, ``screen`` the static name of the last one or "".

    ``duration_ms`` and ``hops`` are None where the operator does not say; ``at`` None is now. Never a phone.
    """

    dialect: str
    service_code: str
    session: str
    status: Status
    network: str = ""
    screen: str = ""
    duration_ms: int | None = None
    hops: int | None = None
    cost: str = ""
    at: datetime | None = None


class Probe(NamedTuple):
    """The operator asks whether a session is open here (Infobip, GET status)."""

    dialect: str
    session: str


Reading = Call | SessionEvent | Probe
