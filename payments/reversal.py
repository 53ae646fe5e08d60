"""The operator took money back (its own evidence only): everything the receipt did is undone, nothing deleted.

Fault row 31. A refund that we decide is not this: it leaves the receipt as it is (`payments/refunds/`).
"""

from datetime import datetime

import structlog
from sqlalchemy import Connection, Row, bindparam, exists, select, text, update

from kernel import outbox
from kernel.states import move
from payments import ledger, quittances
from payments.ledger.tables import LEDGER_JOURNAL
from payments.quittances.tables import QUITTANCE
from payments.refunds.states import GOING
from payments.refunds.tables import CREDIT_SPENT, REFUND
from payments.states import ATTEMPT
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT

REVERSIBLE = ("settled", "overpaid", "credit", "suspense")

_UNPAY = text("""
UPDATE invoice SET paid_xof = paid_xof - :settled_xof, paid_at = NULL,
                   state = CASE WHEN state = 'paid' AND :settled_xof > 0 THEN 'open' ELSE state END
WHERE id = CAST(:invoice_id AS uuid) AND :settled_xof > 0
""")

# What would be undone a second time, by lines of the ledger that a reversal of the receipt does not know.
_USED = select(
    exists().where(REFUND.c.receipt_id == bindparam("receipt"), REFUND.c.state.in_(GOING))
    | exists().where(CREDIT_SPENT.c.receipt_id == bindparam("receipt"))
)

log = structlog.get_logger(__name__)


def reverse(connection: Connection, receipt_id: str, *, reason: str, at: datetime) -> bool:
    """Undo a receipt; False when it is reversed already. Publishes "payment.reversed" (subject the receipt).

    Its payload is {"invoice": id or None, "quittance": id or None}: the voided quittance's document is to be
    revoked. The invoice is due again. Raises LookupError for an unknown receipt, ValueError for one of which
    something went back, may be going back, or paid something else.
    """
    receipt = _hold(connection, receipt_id)
    if receipt.disposition == "reversed":
        return False
    if receipt.disposition not in REVERSIBLE:
        raise ValueError(f"a receipt that is {receipt.disposition} is not reversed: a person looks")
    if connection.execute(_USED, {"receipt": receipt_id}).scalar_one():
        raise ValueError("a refund or a spent credit took of it: a person looks")
    _unpost(connection, receipt_id, reason, at)
    if receipt.attempt_id is not None:
        move(
            connection,
            PAYMENT_ATTEMPT,
            receipt.attempt_id,
            ATTEMPT,
            "succeeded",
            "reversed",
            reason="reversed",
        )
    connection.execute(_UNPAY, {"settled_xof": receipt.settled_xof, "invoice_id": receipt.invoice_id})
    connection.execute(
        update(MONEY_RECEIPT)
        .where(MONEY_RECEIPT.c.id == receipt_id)
        .values(disposition="reversed", settled_xof=0)
    )
    quittance = _void(connection, receipt, reason, at) if receipt.settled_xof else None
    news = {"invoice": receipt.invoice_id, "quittance": quittance}
    outbox.publish(connection, "payment.reversed", receipt_id, payload=news)
    log.error("payment_reversed", receipt=receipt_id, rail=receipt.rail)
    return True


def _hold(connection: Connection, receipt_id: str) -> Row[tuple[object, ...]]:
    """The receipt and its invoice, the invoice first as everywhere: nobody settles it meanwhile."""
    where = MONEY_RECEIPT.c.id == receipt_id
    invoice_id = connection.execute(select(MONEY_RECEIPT.c.invoice_id).where(where)).scalar()
    if invoice_id is not None:
        connection.execute(
            select(INVOICE.c.id).where(INVOICE.c.id == invoice_id).with_for_update(key_share=True)
        )
    receipt = connection.execute(
        select(MONEY_RECEIPT).where(where).with_for_update(key_share=True)
    ).one_or_none()
    if receipt is None:
        raise LookupError("no such receipt")
    return receipt


def _unpost(connection: Connection, receipt_id: str, reason: str, at: datetime) -> None:
    """The receipt's row and, if it went through suspense, the attribution's."""
    keys = [f"receipt:{receipt_id}", f"attribution:{receipt_id}"]
    journals = connection.execute(
        select(LEDGER_JOURNAL.c.id).where(LEDGER_JOURNAL.c.idem_key.in_(keys)).order_by(LEDGER_JOURNAL.c.id)
    ).scalars()
    for journal in list(journals):
        ledger.reverse(connection, journal, idem_key=f"reversal:{journal}", occurred_at=at, reason=reason)


def _void(connection: Connection, receipt: Row[tuple[object, ...]], reason: str, at: datetime) -> int | None:
    quittance: int | None = connection.execute(
        select(QUITTANCE.c.id).where(
            QUITTANCE.c.invoice_id == receipt.invoice_id, QUITTANCE.c.voided_at.is_(None)
        )
    ).scalar()
    if quittance is not None:
        quittances.void(connection, quittance, reason=reason, at=at)
    return quittance
