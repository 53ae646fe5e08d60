"""The money went back: ledger, receipt, invoice, quittance and news, in the caller's transaction."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select, update

from kernel import outbox
from kernel.states import move
from payments import ledger, quittances
from payments.ledger import Line
from payments.quittances.tables import QUITTANCE
from payments.refunds import standing
from payments.refunds.errors import NotRefundable
from payments.refunds.states import PROVABLE, REFUND_STATES
from payments.refunds.tables import REFUND
from payments.states import INVOICE_STATES
from payments.tables import INVOICE, MONEY_RECEIPT

VOID_REASON = "remboursement"

log = structlog.get_logger(__name__)


def done(connection: Connection, refund_id: str, *, at: datetime, operator_ref: str | None = None) -> bool:
    """Post the refund by the split that came in; False when it is not under way. Publishes news.

    "invoice.refunded" (subject the invoice, payload {"refund": id, "quittance": the voided one's}) when it had
    paid one, which is cancelled; "payment.refunded" (subject the receipt, payload {"refund": id}) when it was
    a credit or in suspense. Raises NotRefundable when less is left than went: a person looks.
    """
    refund = _hold(connection, refund_id)
    if refund.state not in PROVABLE:
        return False
    stands = standing.of(connection, refund.receipt_id)
    if refund.amount_xof > stands.total_xof:
        raise NotRefundable("balance", stands.total_xof)
    _post(connection, refund, stands, at, operator_ref)
    ended = {
        "ended_at": at,
        "next_ask_at": None,
        "failure": None,
        "operator_ref": operator_ref or refund.operator_ref,
    }
    move(connection, REFUND, refund_id, REFUND_STATES, refund.state, "done", **ended)
    settled = stands.revenue_xof if refund.amount_xof > stands.free_xof else 0
    _lower(connection, refund, settled, whole=refund.amount_xof == stands.total_xof)
    _tell(connection, refund, settled, at)
    log.info("refund_done", refund=refund_id, rail=refund.rail)
    return True


def failed(connection: Connection, refund_id: str, from_: str, *, reason: str, at: datetime) -> bool:
    """It did not go and will not: the balance is free again. Publishes "refund.failed" (subject the refund)."""
    ended = {"failure": reason[:60], "ended_at": at, "next_ask_at": None}
    if not move(connection, REFUND, refund_id, REFUND_STATES, from_, "failed", **ended):
        return False
    outbox.publish(connection, "refund.failed", refund_id)
    log.error("refund_failed", refund=refund_id, reason=reason)
    return True


def _hold(connection: Connection, refund_id: str) -> Row[Any]:
    """The invoice first, then the receipt, then the refund: the order of all who move money."""
    named = connection.execute(select(REFUND).where(REFUND.c.id == refund_id)).one()
    if named.invoice_id is not None:
        connection.execute(
            select(INVOICE.c.id).where(INVOICE.c.id == named.invoice_id).with_for_update(key_share=True)
        )
    connection.execute(
        select(MONEY_RECEIPT.c.id).where(MONEY_RECEIPT.c.id == named.receipt_id).with_for_update()
    )
    return connection.execute(select(REFUND).where(REFUND.c.id == refund_id).with_for_update()).one()


def _post(
    connection: Connection,
    refund: Row[Any],
    stands: standing.Standing,
    at: datetime,
    operator_ref: str | None,
) -> None:
    origin = standing.origin(connection, refund.receipt_id)
    lines = [*standing.lines(stands, refund.amount_xof), Line(origin.account, -refund.amount_xof)]
    ledger.post(
        connection, kind="refund", idem_key=f"refund:{refund.id}", occurred_at=at, lines=lines,
        invoice_id=refund.invoice_id, receipt_id=refund.receipt_id, rail=refund.rail,
        operator_ref=operator_ref or refund.operator_ref, regie=origin.regie, exercice=origin.exercice,
        reverses=None if origin.undone else origin.journal_id,
    )  # fmt: skip


def _lower(connection: Connection, refund: Row[Any], settled_xof: int, *, whole: bool) -> None:
    """What the receipt had paid is not paid any more. The invoice is closed, not due again."""
    receipt = MONEY_RECEIPT.c
    values: dict[str, Any] = {"settled_xof": receipt.settled_xof - settled_xof}
    if whole:
        values["disposition"] = "refunded"
    connection.execute(update(MONEY_RECEIPT).where(receipt.id == refund.receipt_id).values(values))
    if settled_xof:
        _close(connection, refund.invoice_id, settled_xof)


def _close(connection: Connection, invoice_id: str, settled_xof: int) -> None:
    """One that was paid in part and closed since stays as it was closed. The caller holds it."""
    query = select(INVOICE.c.state, INVOICE.c.paid_xof).where(INVOICE.c.id == invoice_id)
    invoice = connection.execute(query).one()
    lowered: dict[str, Any] = {"paid_xof": invoice.paid_xof - settled_xof, "paid_at": None}
    if invoice.state in INVOICE_STATES.sources("cancelled"):
        move(connection, INVOICE, invoice_id, INVOICE_STATES, invoice.state, "cancelled", **lowered)
    else:
        connection.execute(update(INVOICE).where(INVOICE.c.id == invoice_id).values(**lowered))


def _tell(connection: Connection, refund: Row[Any], settled_xof: int, at: datetime) -> None:
    if not settled_xof:
        outbox.publish(connection, "payment.refunded", refund.receipt_id, payload={"refund": refund.id})
        return
    quittance: int | None = connection.execute(
        select(QUITTANCE.c.id).where(
            QUITTANCE.c.invoice_id == refund.invoice_id, QUITTANCE.c.voided_at.is_(None)
        )
    ).scalar()
    if quittance is not None:
        quittances.void(connection, quittance, reason=VOID_REASON, at=at)
    news = {"refund": refund.id, "quittance": quittance}
    outbox.publish(connection, "invoice.refunded", refund.invoice_id, payload=news)
