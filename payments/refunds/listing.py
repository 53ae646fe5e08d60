"""Refunds as a person reads them. Changes nothing."""

from typing import Any

from sqlalchemy import Connection, select

from payments.refunds.balance import CREDIT_RAIL, OPEN
from payments.refunds.errors import NotRefundable
from payments.refunds.tables import REFUND
from payments.tables import INVOICE, MONEY_RECEIPT

ROWS_MAX = 200
COLUMNS = (
    "id", "state", "amount_xof", "rail", "cause", "reason", "asked_by", "asked_at", "decided_by", "decided_at",
    "sent_at", "ended_at", "operator_ref", "failure", "asks", "next_ask_at",
)  # fmt: skip


def list_refunds(
    connection: Connection, *, invoice_id: str | None = None, limit: int = ROWS_MAX
) -> list[dict[str, Any]]:
    """Newest first, at most 200, with the reference of the invoice that was paid."""
    query = (
        select(INVOICE.c.reference, *(REFUND.c[name] for name in COLUMNS))
        .select_from(REFUND)
        .join(INVOICE, INVOICE.c.id == REFUND.c.invoice_id, isouter=True)
    )
    if invoice_id is not None:
        query = query.where(REFUND.c.invoice_id == invoice_id)
    rows = connection.execute(query.order_by(REFUND.c.asked_at.desc()).limit(min(limit, ROWS_MAX))).mappings()
    return [dict(row) for row in rows]


def refundable_of(connection: Connection, invoice_id: str) -> str:
    """The receipt of an invoice that a refund is asked of: the largest that still stands. Raises NotRefundable."""
    receipt = MONEY_RECEIPT.c
    found: str | None = connection.execute(
        select(receipt.id)
        .where(receipt.invoice_id == invoice_id, receipt.disposition.in_(OPEN), receipt.rail != CREDIT_RAIL)
        .order_by(receipt.amount_xof.desc(), receipt.id)
        .limit(1)
    ).scalar()
    if found is None:
        raise NotRefundable("disposition")
    return found
