"""Everything that is known of one invoice, read in one transaction. Its words: ``story`` and ``next_steps``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from admin.parts import parts
from kernel import clock
from payments import quittances
from payments.inbox.about import Heard, about
from payments.invoices import Invoice
from payments.ledger.of_invoice import Posted, of_invoice
from payments.queries import story
from payments.quittances.quittance import Quittance
from payments.quittances.tables import QUITTANCE
from payments.refunds.listing import list_refunds

# A voided quittance stays beside the one in force: a refund and a reversal make two of them.
QUITTANCES_MAX = 5
TIMES = frozenset({
    "created_at", "claimed_at", "expires_at", "next_poll_at", "settled_at", "doubted_at", "received_at", "opened_at",
    "paid_at",
})  # fmt: skip

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """``attempts``, ``receipts`` and ``refunds`` as their rooms list them, times as datetimes, phones masked."""

    invoice: Invoice
    payer: str
    attempts: Sequence[Facts]
    receipts: Sequence[Facts]
    refunds: Sequence[Facts]
    heard: Sequence[Heard]
    posted: Sequence[Posted]
    quittances: Sequence[Quittance]

    @property
    def in_force(self) -> Quittance | None:
        """The quittance that is not voided."""
        return next((each for each in self.quittances if each.voided_at is None), None)


def dossier(connection: Connection, invoice: Invoice) -> Dossier:
    """Raises LookupError when the invoice went away, which none does."""
    told = story(connection, parts().keyring, invoice.reference)
    if told is None:
        raise LookupError("no such invoice")
    receipts = [timed(each) for each in told["receipts"]]
    return Dossier(
        invoice,
        told["payer"],
        [timed(each) for each in told["attempts"]],
        receipts,
        list_refunds(connection, invoice_id=invoice.id)[::-1],
        about(connection, parts().keyring, parts().money.readers, invoice.id, clock.now()),
        of_invoice(connection, invoice.id, [each["id"] for each in receipts]),
        [_found(connection, row) for row in _quittances(connection, invoice.id)],
    )


def timed(facts: Facts) -> Facts:
    """The same with its instants read: lists for JSON write them as text."""
    return {
        name: datetime.fromisoformat(value) if name in TIMES and value else value
        for name, value in facts.items()
    }


def _quittances(connection: Connection, invoice_id: str) -> Sequence[Row[Any]]:
    query = select(QUITTANCE.c.id).where(QUITTANCE.c.invoice_id == invoice_id).order_by(QUITTANCE.c.id)
    return connection.execute(query.limit(QUITTANCES_MAX)).all()


def _found(connection: Connection, row: Row[Any]) -> Quittance:
    found = quittances.find(connection, parts().keyring, row.id)
    if found is None:
        raise LookupError("a quittance is never deleted")
    return found
