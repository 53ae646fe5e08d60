"""What operators paid by the bills API: one row a request, so that the same request is refused the second time."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kernel.database import METADATA

BILL_PAYMENT = Table(
    "bill_payment",
    METADATA,
    # serviceProviderPaymentReference: our name for it, which the citizen may read out.
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("rail", String(20), nullable=False),
    # X-CorrelationID, and the operator's own transaction.
    Column("correlation_id", Uuid(as_uuid=False), nullable=False),
    Column("operator_id", String(100), nullable=False),
    Column("reference", CHAR(12), nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    Column("paid_at", DateTime(timezone=True), nullable=False),
    Column("receipt_id", Uuid(as_uuid=False), ForeignKey("money_receipt.id")),
    UniqueConstraint("rail", "correlation_id"),
    UniqueConstraint("rail", "operator_id"),
    CheckConstraint("amount_xof > 0", name="amount"),
)
Index("ix_bill_payment_reference", BILL_PAYMENT.c.reference, BILL_PAYMENT.c.rail)
