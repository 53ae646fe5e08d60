"""The invoice that is being settled, held, and how much of some money it takes. Writes nothing."""

from typing import Any

from sqlalchemy import Connection, Row, text

from payments.books import Due
from payments.money import Money, Receipt, Share
from payments.receipt_rows import PAYABLE

_RECORDED = text("""
SELECT CAST(id AS text) AS id, disposition, settled_xof, CAST(invoice_id AS text) AS invoice_id,
       CAST(attempt_id AS text) AS attempt_id
FROM money_receipt WHERE rail = :rail AND operator_id = :operator_id
""")
_INVOICE = """
SELECT CAST(i.id AS text) AS id, i.amount_xof, i.paid_xof, i.state, i.country, i.regie, i.revenue_line, i.label,
"""
_HOLD = text(
    f"{_INVOICE} NULL AS attempt_id, NULL AS attempt FROM invoice i"
    " WHERE i.id = CAST(:invoice_id AS uuid) FOR NO KEY UPDATE"
)
_HOLD_BOTH = text(
    f"{_INVOICE} CAST(a.id AS text) AS attempt_id, a.state AS attempt"
    " FROM invoice i JOIN payment_attempt a ON a.invoice_id = i.id AND a.id = CAST(:attempt_id AS uuid)"
    " WHERE i.id = CAST(:invoice_id AS uuid) FOR NO KEY UPDATE"
)


def recorded(connection: Connection, money: Money) -> Receipt | None:
    """The receipt of this money, None when it is new."""
    row = connection.execute(_RECORDED, {"rail": money.rail, "operator_id": money.operator_id}).one_or_none()
    if row is None:
        return None
    return Receipt(row.id, row.disposition, row.settled_xof, row.invoice_id, row.attempt_id, new=False)


def known(receipt: Receipt | None) -> Receipt:
    """It is there."""
    if receipt is None:
        # Receipts are never deleted, and the insert waited for whoever held this key.
        raise LookupError("a receipt vanished")
    return receipt


def hold(connection: Connection, invoice_id: str, attempt_id: str | None) -> Row[Any]:
    """The invoice and the attempt's state, which nobody changes until this transaction ends."""
    statement = _HOLD if attempt_id is None else _HOLD_BOTH
    row = connection.execute(statement, {"invoice_id": invoice_id, "attempt_id": attempt_id}).one_or_none()
    if row is None:
        raise LookupError("no such invoice or attempt")
    return row


def untouched(invoice: Row[Any]) -> bool:
    """No money came for it yet, so that none can come again."""
    return invoice.state == "open" and not invoice.paid_xof


def share(invoice: Row[Any], amount_xof: int) -> Share:
    """What of the amount pays the invoice, by which attempt."""
    left = invoice.amount_xof - invoice.paid_xof if invoice.state == "open" else 0
    settled = min(amount_xof, left)
    word = "settled" if settled == amount_xof else "overpaid" if settled else "credit"
    # An attempt has one receipt: a second debit under the same key is the payer's credit.
    attempt_id = invoice.attempt_id if invoice.attempt in PAYABLE else None
    return Share(settled, word, invoice.id, attempt_id)


def due(invoice: Row[Any]) -> Due:
    """Where the invoice's money belongs."""
    return Due(invoice.country, invoice.regie, invoice.revenue_line)
