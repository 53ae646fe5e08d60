"""The tries to charge a phone, or to pay what it owes: where each stands and when the operator is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union

from admin.search.citizen.bills import Bill
from admin.search.look import ROWS_MAX, Look
from payments.states import LIVE
from payments.tables import INVOICE, PAYMENT_ATTEMPT

# Of the invoice.
PAID = ("reference", "label", "service", "subject_kind")


@dataclass(frozen=True, slots=True)
class Try:
    """``at``: since when it is as it is. ``mismatch``: why the operator's "paid" was not believed."""

    id: str
    invoice_id: str
    reference: str
    label: str
    rail: str
    state: str
    amount_xof: int
    created_at: datetime
    at: datetime
    expires_at: datetime | None
    next_poll_at: datetime | None
    polls: int
    reason: str
    mismatch: str

    @property
    def live(self) -> bool:
        """Whether the operator may still take the money."""
        return self.state in LIVE


def tries(look: Look, payer: str, owed: Sequence[Bill]) -> list[Try]:
    """The newest 20 of the payer, by ``ix_payment_attempt_payer``, and 20 of the bills, by ``..._invoice``."""
    attempt = PAYMENT_ATTEMPT.c
    visible = (
        select(attempt.id).join(INVOICE, INVOICE.c.id == attempt.invoice_id).where(look.reach.invoices())
    )
    newest = visible.order_by(attempt.created_at.desc()).limit(ROWS_MAX)
    wanted = union(
        newest.where(attempt.payer_index == payer).subquery().select(),
        newest.where(attempt.invoice_id.in_([bill.id for bill in owed])).subquery().select(),
    )
    rows = look.connection.execute(
        select(PAYMENT_ATTEMPT, *(INVOICE.c[name] for name in PAID))
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        .where(attempt.id.in_(wanted))
        .order_by(attempt.created_at.desc())
        .limit(ROWS_MAX)
    )
    return [
        Try(
            row.id, row.invoice_id, row.reference, look.due_for(row), row.rail, row.state, row.amount_xof,
            row.created_at,
            row.settled_at or row.claimed_at or row.created_at, row.expires_at, row.next_poll_at, row.polls,
            row.reason or "", row.mismatch or "",
        )
        for row in rows
    ]  # fmt: skip
