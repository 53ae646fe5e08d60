"""Ports: what the conversation asks of the rest, as the wiring hands it over. All may touch PostgreSQL."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from cases.queries import CaseView
from conversation.documents import DocumentView, VerdictView
from conversation.dues import Locality, Owed, QuittanceView, Standing, Way
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


class MoneyPort(Protocol):
    """Reads of what is owed and paid. Nothing here prompts a phone or moves money."""

    def owed(self, phone: str, limit: int = 5) -> list[Owed]:
        """The phone's own open invoices, newest first."""
        ...

    def find(self, reference: str) -> Owed | None:
        """The invoice of 12 digits, for whoever has them: someone else may pay. None: no such invoice."""
        ...

    def standing(self, invoice_id: str) -> Standing:
        """Where paying it stands, as we know it; no operator is asked."""
        ...

    def ways(self, network: str, country: str, amount_xof: int) -> list[Way]:
        """What works from a basic phone to pay an invoice of ``country``, the caller's own network first.

        A rail that takes less than ``amount_xof`` at once is among them. Never by the prefix of a number alone.
        """
        ...

    def localities(self, service: int, begins: str = "", limit: int = 20) -> list[Locality]:
        """Where the tax of ``service`` has a tariff today, by name; ``begins`` as typed, accents or none."""
        ...

    def tariff(self, service: int, answers: Mapping[str, str]) -> int | None:
        """Francs due for ``answers`` (locality, year, persons: digits), None where no tariff is known."""
        ...

    def check(self, phone: str, number: str, code: str | None = None) -> QuittanceView:
        """A quittance by its 12 digits. ``phone`` is who asks: codes are tried five times an hour at most."""
        ...


class DocumentPort(Protocol):
    """Reads of sealed documents. Codes are counted behind it."""

    def check(self, phone: str, number: str, code: str | None = None) -> DocumentView:
        """A document by its 12 digits; ``phone`` is who asks. The lines only for the right code."""
        ...

    def token(self, text: str) -> VerdictView:
        """The whole text of a QR, link or bare; never raises for what it holds."""
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
