"""A refund as a rail is given it: to the account that paid, by the charge that it undoes. Changes nothing."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from kernel.crypto import Keyring
from payments import seals
from payments.contract import Rail, Refund
from payments.rails import Rails
from payments.refunds.tables import REFUND
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT


@dataclass(frozen=True, slots=True)
class Order:
    """``rail`` is None when it is not among ours any more."""

    id: str
    state: str
    rail_name: str
    rail: Rail | None
    sent_at: datetime | None
    asks: int
    words: Refund = field(repr=False)


def load(connection: Connection, keyring: Keyring, rails: Rails, refund_id: str) -> Order | None:
    """The order, None for no such refund. The phone is the receipt's own: a refund goes nowhere else."""
    row = connection.execute(
        select(
            REFUND, MONEY_RECEIPT.c.operator_id, MONEY_RECEIPT.c.payer_sealed, MONEY_RECEIPT.c.attempt_id,
            PAYMENT_ATTEMPT.c.base_url, PAYMENT_ATTEMPT.c.tokens_sealed, INVOICE.c.reference,
        )
        .join(MONEY_RECEIPT, MONEY_RECEIPT.c.id == REFUND.c.receipt_id)
        .join(PAYMENT_ATTEMPT, PAYMENT_ATTEMPT.c.id == MONEY_RECEIPT.c.attempt_id, isouter=True)
        .join(INVOICE, INVOICE.c.id == REFUND.c.invoice_id, isouter=True)
        .where(REFUND.c.id == refund_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    rail = rails.get(row.rail)
    tokens = seals.unseal_tokens(keyring, row.attempt_id, row.tokens_sealed) if row.attempt_id else {}
    words = Refund(
        refund_id=row.operator_key,
        attempt_id=row.attempt_id or "",
        operator_id=row.operator_id,
        amount_xof=row.amount_xof,
        phone=seals.unseal(keyring, "money_receipt.payer", row.receipt_id, row.payer_sealed),
        invoice_reference=row.reference or "",
        base_url=row.base_url or (rail.base_url if rail else ""),
        tokens=tokens,
    )
    return Order(row.id, row.state, row.rail, rail, row.sent_at, row.asks, words)
