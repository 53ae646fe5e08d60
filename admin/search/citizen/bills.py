"""What a phone owes or owed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from admin.search.look import ROWS_MAX, Look
from payments.tables import INVOICE


@dataclass(frozen=True, slots=True)
class Bill:
    """``subject`` is the case it is of, "" for a tax."""

    id: str
    reference: str
    label: str
    subject: str
    state: str
    amount_xof: int
    paid_xof: int
    opened_at: datetime

    @property
    def due_xof(self) -> int:
        """What is left to pay."""
        return self.amount_xof - self.paid_xof if self.state == "open" else 0


def bills(look: Look, payer: str) -> list[Bill]:
    """The newest 20 of this blind index, by ``ix_invoice_payer``."""
    rows = look.connection.execute(
        select(INVOICE)
        .where(INVOICE.c.payer_index == payer, look.reach.invoices())
        .order_by(INVOICE.c.opened_at.desc())
        .limit(ROWS_MAX)
    )
    return [
        Bill(
            row.id, row.reference, look.due_for(row), row.subject if row.subject_kind == "case" else "", row.state,
            row.amount_xof, row.paid_xof, row.opened_at,
        )
        for row in rows
    ]  # fmt: skip
