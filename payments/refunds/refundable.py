"""What of an invoice's money could go back, or pay something else of the same payer. Moves nothing, phones masked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from kernel.crypto import Keyring
from kernel.redaction import masked_phone
from payments import seals
from payments.invoices import Invoice, of_row
from payments.refunds import balance
from payments.refunds.errors import NotRefundable
from payments.tables import INVOICE, MONEY_RECEIPT

# An invoice has a receipt or two; each look holds its receipt until the end of the transaction.
RECEIPTS_MAX = 10
OWED_MAX = 5


@dataclass(frozen=True, slots=True)
class Refundable:
    """``free_xof`` may go back in part, ``revenue_xof`` only whole. ``why_not``: a key of ``errors.WORDS``, or ""."""

    receipt_id: str
    rail: str
    payer: str | None
    received_at: datetime
    amount_xof: int
    free_xof: int
    revenue_xof: int
    why_not: str
    disposition: str

    @property
    def total_xof(self) -> int:
        """The most that one refund may give back."""
        return self.free_xof + self.revenue_xof


def refundable(connection: Connection, keyring: Keyring, invoice_id: str) -> list[Refundable]:
    """The receipts of an invoice, the oldest first, at most 10."""
    receipt = MONEY_RECEIPT.c
    ids = connection.execute(
        select(receipt.id)
        .where(receipt.invoice_id == invoice_id)
        .order_by(receipt.received_at, receipt.id)
        .limit(RECEIPTS_MAX)
    ).scalars()
    return [_one(connection, keyring, receipt_id) for receipt_id in list(ids)]


def owed_by_payer(connection: Connection, receipt_id: str) -> list[Invoice]:
    """The open invoices of whoever paid this receipt, in its country, newest first, at most 5."""
    receipt = MONEY_RECEIPT.c
    paid = connection.execute(
        select(receipt.payer_index, receipt.country).where(receipt.id == receipt_id)
    ).one_or_none()
    if paid is None or paid.payer_index is None:
        return []
    owed = INVOICE.c
    rows = connection.execute(
        select(INVOICE)
        .where(owed.payer_index == paid.payer_index, owed.state == "open", owed.country == paid.country)
        .order_by(owed.opened_at.desc())
        .limit(OWED_MAX)
    )
    return [of_row(row) for row in rows]


def payer_of(connection: Connection, keyring: Keyring, receipt_id: str) -> str | None:
    """The phone that paid, E.164: for ``Credits.spend`` alone, never for a screen."""
    receipt = MONEY_RECEIPT.c
    sealed = connection.execute(select(receipt.payer_sealed).where(receipt.id == receipt_id)).scalar()
    return None if sealed is None else seals.unseal(keyring, "money_receipt.payer", receipt_id, sealed)


def _one(connection: Connection, keyring: Keyring, receipt_id: str) -> Refundable:
    free = revenue = 0
    try:
        held = balance.hold(connection, receipt_id)
        free, revenue, why = held.free_xof, held.revenue_xof, ""
        if held.receipt.payer_sealed is None:
            why = "payer"
        elif not held.total_xof:
            why = "balance"
    except NotRefundable as refused:
        why = refused.reason_code
    row = connection.execute(select(MONEY_RECEIPT).where(MONEY_RECEIPT.c.id == receipt_id)).one()
    phone = payer_of(connection, keyring, receipt_id)
    return Refundable(
        row.id, row.rail, None if phone is None else masked_phone(phone), row.received_at, row.amount_xof, free,
        revenue, why, row.disposition,
    )  # fmt: skip
