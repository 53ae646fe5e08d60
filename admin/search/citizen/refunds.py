"""What of the money goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from admin.search.citizen.money import Money
from admin.search.look import ROWS_MAX, Look
from payments.refunds.tables import REFUND


@dataclass(frozen=True, slots=True)
class Back:
    """A refund. ``at``: since when it is as it is."""

    reference: str
    label: str
    rail: str
    state: str
    amount_xof: int
    at: datetime


def refunds(look: Look, came: Sequence[Money]) -> list[Back]:
    """Of these receipts, by ``ix_refund_receipt``, newest first; for those who see money only."""
    paid = {money.id: money for money in came}
    if not paid or not look.reach.sees_money:
        return []
    refund = REFUND.c
    rows = look.connection.execute(
        select(REFUND).where(refund.receipt_id.in_(paid)).order_by(refund.asked_at.desc()).limit(ROWS_MAX)
    )
    return [
        Back(
            paid[row.receipt_id].reference, paid[row.receipt_id].label, row.rail, row.state, row.amount_xof,
            row.ended_at or row.sent_at or row.decided_at or row.asked_at,
        )
        for row in rows
    ]  # fmt: skip
