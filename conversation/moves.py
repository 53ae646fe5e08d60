"""Moves: what a screen asks of the engine once it was answered. Only the engine carries them out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from conversation.effects import Effect


@dataclass(frozen=True, slots=True)
class Push:
    """Open a screen on top of this one; 0 comes back here."""

    screen: str
    arg: str = ""


@dataclass(frozen=True, slots=True)
class Swap:
    """Open a screen in place of this one."""

    screen: str
    arg: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Close screens until ``screen`` is the current one."""

    screen: str


@dataclass(frozen=True, slots=True)
class Home:
    """Back to the main menu; a request being filled in is dropped."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Ask again and say why: ``refusal.<key>`` with ``values``. The third in a row ends the session."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """End the session with ``end.<key>``."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Do:
    """Run ``effect`` once; ``then`` leads on from its outcome, inside the transaction: no port is touched."""

    effect: Effect
    then: Callable[[Mapping[str, str]], "Move"]


Move: TypeAlias = Push | Swap | Return | Home | Refuse | End | Do
