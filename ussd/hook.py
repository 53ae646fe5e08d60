"""One address that an operator calls: which dialect reads what comes there, and how it is answered."""

from collections.abc import Callable
from dataclasses import dataclass

from kernel.turn import Screen
from ussd.call import Call, Reading
from ussd.wire import PLAIN, Refused, WireReply, WireRequest, told

# The longest honest turn, 60 inputs of 80 septets percent-encoded, is under 8 KiB (bad-input row 3).
BODY_MAX = 8192


def acknowledge(_answer: bool) -> WireReply:
    """What news that asks for no screen gets."""
    return WireReply(200, PLAIN, b"")


@dataclass(frozen=True, slots=True)
class Hook:
    """``read`` raises Refused; ``write`` never fails. Both are plain functions of their arguments.

    ``tells_ends`` is True where the operator sends the end of every session, good or bad: elsewhere the door
    notes the good ones itself, or the drop map would know only failures.
    """

    dialect: str
    methods: frozenset[str]
    read: Callable[[WireRequest], Reading]
    write: Callable[[Call, Screen], WireReply]
    acknowledge: Callable[[bool], WireReply] = acknowledge
    refuse: Callable[[Refused], WireReply] = told
    body_max: int = BODY_MAX
    tells_ends: bool = False
