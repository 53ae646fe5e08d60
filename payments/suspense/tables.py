"""What people propose about money in suspense, and what citizens say of it."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kernel.database import METADATA

LONGEST_NAME = 60
LONGEST_OPERATOR_ID = 100

SUSPENSE_MATCH = Table(
    "suspense_match",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("receipt_id", Uuid(as_uuid=False), ForeignKey("money_receipt.id"), nullable=False),
    Column("invoice_id", Uuid(as_uuid=False), ForeignKey("invoice.id"), nullable=False),
    # A person, or "automate" for the one candidate or a citizen's claim.
    Column("proposed_by", String(LONGEST_NAME), nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    # proposed, released, refused
    Column("state", String(10), nullable=False),
    Column("decided_by", String(LONGEST_NAME)),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("state IN ('proposed', 'released', 'refused')", name="state"),
    CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided"),
    CheckConstraint("lower(decided_by) <> lower(proposed_by)", name="two_persons"),
)
# One proposal at a time: a second one waits until the first is refused.
Index(
    "uq_suspense_match_open",
    SUSPENSE_MATCH.c.receipt_id,
    unique=True,
    postgresql_where=SUSPENSE_MATCH.c.state == "proposed",
)

Index("ix_suspense_match_receipt", SUSPENSE_MATCH.c.receipt_id)

# "I paid this, with this transaction": kept until the money is known, which may be tomorrow's statement.
SUSPENSE_CLAIM = Table(
    "suspense_claim",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    # As the operator writes it, in capitals: a keypad knows no other.
    Column("operator_id", String(LONGEST_OPERATOR_ID), nullable=False),
    Column("invoice_id", Uuid(as_uuid=False), ForeignKey("invoice.id"), nullable=False),
    Column("claimant_index", CHAR(32), nullable=False),
    Column("claimed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("operator_id", "invoice_id", "claimant_index"),
)
Index("ix_suspense_claim_claimant", SUSPENSE_CLAIM.c.claimant_index, SUSPENSE_CLAIM.c.claimed_at)
