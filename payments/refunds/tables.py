"""Refunds and spent credits. The rule of two persons and one refund a cause stand in the database too."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kernel.database import METADATA
from payments.refunds.states import ASKED_ABOUT, REFUND_STATES

LONGEST_NAME = 60
LONGEST_CAUSE = 80
LONGEST_REASON = 200

_STATES = ", ".join(f"'{state}'" for state in sorted(REFUND_STATES.states))

REFUND = Table(
    "refund",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    # One intent a cause ("invoice:261234567890"): whoever asks again finds the first.
    Column("cause", String(LONGEST_CAUSE), nullable=False, unique=True),
    Column("receipt_id", Uuid(as_uuid=False), ForeignKey("money_receipt.id"), nullable=False),
    Column("invoice_id", Uuid(as_uuid=False), ForeignKey("invoice.id")),
    Column("rail", String(20), nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", String(LONGEST_REASON), nullable=False),
    Column("asked_by", String(LONGEST_NAME), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", String(LONGEST_NAME)),
    Column("decided_at", DateTime(timezone=True)),
    # The operator's idempotency key (uuid4): a new one only after the old one is proven to have failed.
    Column("operator_key", Uuid(as_uuid=False), nullable=False, unique=True),
    Column("operator_ref", String(100)),
    Column("sent_at", DateTime(timezone=True)),
    Column("next_ask_at", DateTime(timezone=True)),
    Column("asks", Integer, nullable=False, server_default="0"),
    Column("ended_at", DateTime(timezone=True)),
    # One fixed word or the operator's code.
    Column("failure", String(60)),
    CheckConstraint("amount_xof > 0", name="amount"),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    CheckConstraint("decided_by IS NULL OR lower(decided_by) <> lower(asked_by)", name="two_persons"),
    CheckConstraint("state IN ('asked') OR decided_by IS NOT NULL", name="decided"),
    CheckConstraint("state NOT IN ('sent', 'unknown') OR next_ask_at IS NOT NULL", name="asked_about"),
)
Index("ix_refund_receipt", REFUND.c.receipt_id)
Index("ix_refund_asked", REFUND.c.asked_at, REFUND.c.id)
Index("ix_refund_due", REFUND.c.next_ask_at, postgresql_where=REFUND.c.state.in_(ASKED_ABOUT))

# What of a receipt's credit paid another invoice, by a receipt of its own on the rail "credit".
CREDIT_SPENT = Table(
    "credit_spent",
    METADATA,
    Column("receipt_id", Uuid(as_uuid=False), ForeignKey("money_receipt.id"), primary_key=True),
    Column("invoice_id", Uuid(as_uuid=False), ForeignKey("invoice.id"), primary_key=True),
    Column("spent_receipt_id", Uuid(as_uuid=False), ForeignKey("money_receipt.id"), nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("spent_receipt_id"),
    CheckConstraint("amount_xof > 0", name="amount"),
)
