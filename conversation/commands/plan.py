"""Plan: what one SMS leads to, decided before anything is changed; and the letter that answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversation.commands.effects import SmsEffect


@dataclass(frozen=True, slots=True)
class Letter:
    """``text`` is the answer, "" for silence. ``state`` is the question it asks: the next SMS may answer it.

    ``keep``: the question that was open before stays open. ``consent``: the question spends money or files a
    request, and lives shorter. ``part`` is half of a QR that waits for the other. ``left`` is the session as another
    channel may find it ("" leaves that channel's own). ``further``: more messages of the same answer, each an SMS of
    its own.
    """

    text: str = ""
    state: bytes | None = None
    keep: bool = False
    consent: bool = False
    part: str = ""
    left: bytes = b""
    further: tuple[str, ...] = ()


Write = Callable[[Mapping[str, str]], Letter]


@dataclass(frozen=True, slots=True)
class Plan:
    """``write`` makes the letter of the effect's outcome ({} without one); it touches no port.

    ``kind`` is static: a command's name, or "reply", "resume", "token", "part", "unknown", "machine", "foreign".
    """

    kind: str
    write: Write
    effect: SmsEffect | None = None


def said(kind: str, text: str) -> Plan:
    """An answer that asks nothing and leaves an open question open."""
    return Plan(kind, lambda _: Letter(text, keep=True))


def silent(kind: str) -> Plan:
    """No answer."""
    return said(kind, "")
