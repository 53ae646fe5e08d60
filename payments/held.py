"""The invoice that is being settled, held, and how much of some money it takes. Writes nothing."""

from typing import Any

from sqlalchemy import Connection, Row, and_, select

from payments.books import Due
from payments.money import Money, Receipt, Share
from payments.receipt_rows import PAYABLE
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT


def recorded(connection: Connection, money: Money) -> Receipt | None:
    """The receipt of this money, None when it is new."""
    row = connection.execute(
        select(MONEY_RECEIPT).where(
            MONEY_RECEIPT.c.rail == money.rail, MONEY_RECEIPT.c.operator_id == money.operator_id
        )
    ).one_or_none()
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
    belongs = and_(PAYMENT_ATTEMPT.c.invoice_id == INVOICE.c.id, PAYMENT_ATTEMPT.c.id == attempt_id)
    query = select(
        INVOICE, PAYMENT_ATTEMPT.c.id.label("attempt_id"), PAYMENT_ATTEMPT.c.state.label("attempt")
    )
    if attempt_id is None:
        query = query.join(PAYMENT_ATTEMPT, belongs, isouter=True).with_for_update(key_share=True, of=INVOICE)
    else:
        query = query.join(PAYMENT_ATTEMPT, belongs).with_for_update(
            key_share=True, of=[INVOICE, PAYMENT_ATTEMPT]
        )
    row = connection.execute(query.where(INVOICE.c.id == invoice_id)).one_or_none()
    if row is None:
        raise LookupError("no such invoice or attempt")
    return row


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
