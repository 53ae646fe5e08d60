"""Refunds as a person reads them. Changes nothing."""

from typing import Any

from sqlalchemy import Connection, select

from payments.refunds.tables import REFUND
from payments.tables import INVOICE, MONEY_RECEIPT

ROWS_MAX = 200
COLUMNS = (
    "id", "state", "amount_xof", "rail", "cause", "reason", "asked_by", "asked_at", "decided_by", "decided_at",
    "sent_at", "ended_at", "operator_ref", "failure",
)  # fmt: skip


def list_refunds(connection: Connection, *, invoice_id: str | None = None, limit: int = ROWS_MAX) -> list[dict[str, Any]]:
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


def receipts_of(connection: Connection, invoice_id: str) -> list[Any]:
    """The receipts of an invoice that came from an operator, the largest first: what a refund is asked of."""
    receipt = MONEY_RECEIPT.c
    return list(
        connection.execute(
            select(receipt.id, receipt.amount_xof, receipt.disposition, receipt.rail)
            .where(receipt.invoice_id == invoice_id)
            .order_by(receipt.amount_xof.desc(), receipt.id)
        ).all()
    )
