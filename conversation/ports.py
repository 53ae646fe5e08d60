"""Ports: what the conversation asks of the rest, as the wiring hands it over. All may touch PostgreSQL."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from cases.queries import CaseView
from conversation.effects import Effect
from kernel.turn import Turn

# (state, reply): the two byte strings that are stored with a step and given back for its repetition.
Pair = tuple[bytes, bytes]
Render = Callable[[Mapping[str, str]], Pair]


class StoredReply(NamedTuple):
    """The reply that was committed with an effect, and the transcript that caused it."""

    transcript: str
    state: bytes
    reply: bytes


class CasePort(Protocol):
    """Reads of cases."""

    def of_phone(self, phone: str, limit: int = 5) -> list[CaseView]:
        """The phone's own cases, newest first."""
        ...

    def find(self, reference: str, phone: str, code: str | None = None) -> CaseView | None:
        """The case, ``mine`` when the phone deposited it or ``code`` is right. None: no such reference."""
        ...


class LanguagePort(Protocol):
    """The language a phone chose."""

    def language(self, phone: str) -> str | None:
        """A language code, None when the phone never chose."""
        ...


class EffectPort(Protocol):
    """Effects with their receipts, in one transaction."""

    def recall(self, turn: Turn) -> StoredReply | None:
        """The newest reply committed for this turn's session: used when Redis lost the session."""
        ...

    def perform(self, turn: Turn, transcript: str, effect: Effect, render: Render) -> Pair:
        """Run ``effect`` and store what ``render`` makes of its outcome under the session and transcript.

        A key that is already stored gives its stored pair and runs nothing.
        """
        ...
