"""An operator pays one of our bills: checked against what is due, recorded once, settled, in one transaction."""

import uuid
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from payments.biller.bills import is_payable, minimum
from payments.biller.errors import BillRefused
from payments.biller.payment import Payment, correlation
from payments.biller.tables import BILL_PAYMENT
from payments.money import Money
from payments.settlement import OtherPayment, Settlement
from payments.states import LIVE
from payments.tables import INVOICE, PAYMENT_ATTEMPT

log = structlog.get_logger(__name__)


def pay(
    connection: Connection,
    settlement: Settlement,
    dialled: frozenset[str],
    *,
    rail: str,
    reference: str,
    payer: str | None,
    paid: Payment,
) -> Row[Any]:
    """The row of the payment. ``dialled`` are the rails whose open attempts prompt nobody. Raises BillRefused.

    A repeated X-CorrelationID, or a transaction that is known, is refused and not replayed, as the
    specification asks: the operator finds the first answer by GET /responses.
    """
    at = clock.now()
    # Before anything else: a repeat must be told so, though the bill is paid by now.
    payment_id = _record(connection, rail, reference, paid, at)
    invoice = connection.execute(
        select(INVOICE).where(INVOICE.c.reference == reference).with_for_update(key_share=True)
    ).one_or_none()
    _check(connection, invoice, paid.amount_xof, dialled)
    assert invoice is not None  # noqa: S101 - _check has refused it.
    money = Money(rail, paid.operator_id, invoice.country, paid.amount_xof, payer, at, reference)
    try:
        receipt = settlement.settle(connection, money, invoice_id=invoice.id)
    except OtherPayment:
        raise BillRefused("duplicateRequest") from None
    row = connection.execute(
        update(BILL_PAYMENT)
        .where(BILL_PAYMENT.c.id == payment_id)
        .values(receipt_id=receipt.id)
        .returning(BILL_PAYMENT)
    ).one()
    log.info("bill_paid", rail=rail, invoice=invoice.id, receipt=receipt.id)
    return row


def find(connection: Connection, rail: str, correlation_id: str) -> Row[Any] | None:
    """The payment that a request became, None when it never came in or was refused."""
    return connection.execute(
        select(BILL_PAYMENT).where(
            BILL_PAYMENT.c.rail == rail, BILL_PAYMENT.c.correlation_id == correlation(correlation_id)
        )
    ).one_or_none()


def _record(connection: Connection, rail: str, reference: str, paid: Payment, at: datetime) -> str:
    """Two requests at once wait here for each other: the second finds the first one's row."""
    recorded = connection.execute(
        insert(BILL_PAYMENT)
        .values(
            id=str(uuid.uuid4()),
            rail=rail,
            correlation_id=paid.correlation_id,
            operator_id=paid.operator_id,
            reference=reference,
            amount_xof=paid.amount_xof,
            paid_at=at,
        )
        .on_conflict_do_nothing()
        .returning(BILL_PAYMENT.c.id)
    ).scalar()
    if recorded is None:
        raise BillRefused("duplicateRequest")
    return str(recorded)


def _check(
    connection: Connection, invoice: Row[Any] | None, amount_xof: int, dialled: frozenset[str]
) -> None:
    if invoice is None:
        raise BillRefused("identifierError")
    if not is_payable(invoice) or _prompted(connection, invoice.id, dialled):
        raise BillRefused("incorrectState")
    due = invoice.amount_xof - invoice.paid_xof
    if amount_xof > due:
        raise BillRefused("overPaymentNotAllowed")
    if amount_xof < minimum(due):
        raise BillRefused("underPaymentNotAllowed")


def _prompted(connection: Connection, invoice_id: str, dialled: frozenset[str]) -> bool:
    """Whether the payer may be approving the same bill on his phone at this moment."""
    query = select(PAYMENT_ATTEMPT.c.id).where(
        PAYMENT_ATTEMPT.c.invoice_id == invoice_id,
        PAYMENT_ATTEMPT.c.state.in_(LIVE),
        PAYMENT_ATTEMPT.c.rail.not_in(dialled),
    )
    return connection.execute(query.limit(1)).scalar() is not None
