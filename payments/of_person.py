"""What money knows of a phone, as its owner may see it. All of it is kept: it is what the accounts are proven by."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from kernel.crypto import Keyring
from kernel.personal import ROWS_MAX, Rows
from payments import seals
from payments.quittances.tables import QUITTANCE
from payments.reconciliation.tables import STATEMENT_LINE
from payments.refunds.tables import CREDIT_SPENT, REFUND
from payments.suspense.tables import SUSPENSE_CLAIM
from payments.tables import INVOICE, MONEY_RECEIPT, PAYMENT_ATTEMPT

_INVOICE = (
    INVOICE.c.reference, INVOICE.c.service, INVOICE.c.regie, INVOICE.c.label, INVOICE.c.amount_xof,
    INVOICE.c.paid_xof, INVOICE.c.state, INVOICE.c.opened_at, INVOICE.c.paid_at, INVOICE.c.expires_at,
)  # fmt: skip
_ATTEMPT = (
    PAYMENT_ATTEMPT.c.rail, PAYMENT_ATTEMPT.c.amount_xof, PAYMENT_ATTEMPT.c.operator_fee_xof,
    PAYMENT_ATTEMPT.c.state, PAYMENT_ATTEMPT.c.created_at, PAYMENT_ATTEMPT.c.settled_at,
    PAYMENT_ATTEMPT.c.operator_id, PAYMENT_ATTEMPT.c.reason,
)  # fmt: skip
_RECEIPT = (
    MONEY_RECEIPT.c.rail, MONEY_RECEIPT.c.operator_id, MONEY_RECEIPT.c.amount_xof, MONEY_RECEIPT.c.settled_xof,
    MONEY_RECEIPT.c.disposition, MONEY_RECEIPT.c.reference, MONEY_RECEIPT.c.received_at,
)  # fmt: skip
_QUITTANCE = (
    QUITTANCE.c.regie, QUITTANCE.c.exercice, QUITTANCE.c.number, QUITTANCE.c.document_number,
    QUITTANCE.c.amount_xof, QUITTANCE.c.issued_at, QUITTANCE.c.label, QUITTANCE.c.rail,
    QUITTANCE.c.operator_ref, QUITTANCE.c.duplicata, QUITTANCE.c.voided_at,
)  # fmt: skip
_REFUND = (
    REFUND.c.rail, REFUND.c.amount_xof, REFUND.c.state, REFUND.c.reason, REFUND.c.asked_at, REFUND.c.decided_at,
    REFUND.c.sent_at, REFUND.c.ended_at, REFUND.c.operator_ref,
)  # fmt: skip
_LINE = (
    STATEMENT_LINE.c.rail, STATEMENT_LINE.c.kind, STATEMENT_LINE.c.operator_id, STATEMENT_LINE.c.at,
    STATEMENT_LINE.c.amount_xof, STATEMENT_LINE.c.reference,
)  # fmt: skip


def invoices(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """What was and is due."""
    return _rows(
        connection, select(*_INVOICE).where(_due(keyring, phone)).order_by(INVOICE.c.opened_at.desc())
    )


def attempts(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Each try to collect from this phone."""
    attempt = PAYMENT_ATTEMPT.c
    mine = select(*_ATTEMPT).where(attempt.payer_index == seals.payer_index(keyring, phone))
    return _rows(connection, mine.order_by(attempt.created_at.desc()))


def receipts(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """The money that came from it; a disposition "credit" or "overpaid" has a part that is the payer's."""
    mine = select(*_RECEIPT).where(_paid(keyring, phone))
    return _rows(connection, mine.order_by(MONEY_RECEIPT.c.received_at.desc()))


def credits_spent(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """What of that credit paid something else."""
    spent = CREDIT_SPENT.c
    query = (
        select(INVOICE.c.reference, spent.amount_xof, spent.at)
        .join(MONEY_RECEIPT, MONEY_RECEIPT.c.id == spent.receipt_id)
        .join(INVOICE, INVOICE.c.id == spent.invoice_id)
        .where(_paid(keyring, phone))
    )
    return _rows(connection, query.order_by(spent.at.desc()))


def quittances(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Of what was due from this phone, whoever paid it."""
    mine = select(*_QUITTANCE).join(INVOICE, INVOICE.c.id == QUITTANCE.c.invoice_id)
    return _rows(connection, mine.where(_due(keyring, phone)).order_by(QUITTANCE.c.issued_at.desc()))


def refunds(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """What went back, or was to."""
    mine = select(*_REFUND).join(MONEY_RECEIPT, MONEY_RECEIPT.c.id == REFUND.c.receipt_id)
    return _rows(connection, mine.where(_paid(keyring, phone)).order_by(REFUND.c.asked_at.desc()))


def claims(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """ "I have paid already": the transactions that this phone named."""
    claim = SUSPENSE_CLAIM.c
    query = (
        select(claim.operator_id, INVOICE.c.reference, claim.claimed_at)
        .join(INVOICE, INVOICE.c.id == claim.invoice_id)
        .where(claim.claimant_index == seals.payer_index(keyring, phone))
    )
    return _rows(connection, query.order_by(claim.claimed_at.desc()))


def statement_lines(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Lines of operators' statements about this phone. No index leads to them: one walk through the table."""
    line = STATEMENT_LINE.c
    mine = select(MONEY_RECEIPT.c.id).where(_paid(keyring, phone))
    query = select(*_LINE).where(
        or_(line.payer_index == seals.payer_index(keyring, phone), line.receipt_id.in_(mine))
    )
    return _rows(connection, query.order_by(line.at.desc()))


def _due(keyring: Keyring, phone: str) -> ColumnElement[bool]:
    return INVOICE.c.payer_index == seals.payer_index(keyring, phone)


def _paid(keyring: Keyring, phone: str) -> ColumnElement[bool]:
    return MONEY_RECEIPT.c.payer_index == seals.payer_index(keyring, phone)


def _rows(connection: Connection, query: Select[Any]) -> Rows:
    return [dict(row) for row in connection.execute(query.limit(ROWS_MAX)).mappings()]
