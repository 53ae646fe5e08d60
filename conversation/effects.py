"""Effects: the three things a conversation changes in the world. What they do is behind the EffectPort."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Deposit:
    """File a request. Outcome: ``reference`` (12 digits), ``code`` (4 digits), ``state``."""

    service: int
    answers: Mapping[str, str]
    language: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Remember the phone's language. No outcome."""

    language: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """Ask the administration again; the answer goes by SMS. Outcome: ``asked``, "yes" or "no"."""

    reference: str


Effect: TypeAlias = Deposit | SetLanguage | Refresh
