"""The tables of charging: what is due, each try to collect it, the money that came, what operators said.

Phones and tokens are sealed; the context of a seal is "<table>.<column>:<row id>". Amounts are whole francs.
"""

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kernel.database import METADATA
from payments.contract import XOF
from payments.states import ATTEMPT, DISPOSITIONS, INVOICE_STATES, LIVE


def _one_of(values: tuple[str, ...] | frozenset[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


INVOICE = Table(
    "invoice",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("reference", CHAR(12), nullable=False, unique=True),
    # What is paid for: opaque here, read by the room that opened the invoice.
    Column("subject_kind", String(20), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("service", Integer, nullable=False),
    Column("regie", String(60), nullable=False),
    Column("exercice", SmallInteger, nullable=False),
    Column("revenue_line", String(60), nullable=False),
    Column("country", CHAR(2), nullable=False),
    Column("payer_index", CHAR(32), nullable=False),
    Column("payer_sealed", LargeBinary, nullable=False),
    Column("label", String(40), nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    Column("paid_xof", BigInteger, nullable=False, server_default="0"),
    Column("state", String(10), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("paid_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    CheckConstraint("amount_xof > 0", name="amount"),
    CheckConstraint("paid_xof BETWEEN 0 AND amount_xof", name="paid"),
    CheckConstraint("(state = 'paid') = (paid_xof = amount_xof)", name="paid_state"),
    CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name="paid_at"),
    CheckConstraint(f"state IN ({_one_of(INVOICE_STATES.states)})", name="state"),
)
Index("ix_invoice_payer", INVOICE.c.payer_index, INVOICE.c.opened_at.desc())
Index("ix_invoice_subject", INVOICE.c.subject_kind, INVOICE.c.subject)
Index("ix_invoice_open_until", INVOICE.c.expires_at, postgresql_where=INVOICE.c.state == "open")
# What money without an owner may be for.
Index("ix_invoice_open", INVOICE.c.country, INVOICE.c.opened_at, postgresql_where=INVOICE.c.state == "open")

PAYMENT_ATTEMPT = Table(
    "payment_attempt",
    METADATA,
    # uuid4: the operator's idempotency key too (MTN takes no other version).
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("invoice_id", Uuid(as_uuid=False), ForeignKey("invoice.id"), nullable=False),
    # The caller's own key: the same start again gives the same attempt.
    Column("idem_key", String(120), unique=True),
    Column("rail", String(20), nullable=False),
    # The platform that took it: MTN's old one and its new one do not know each other's charges.
    Column("base_url", String(200), nullable=False),
    Column("payer_index", CHAR(32), nullable=False),
    Column("payer_sealed", LargeBinary, nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    Column("operator_fee_xof", BigInteger, nullable=False),
    Column("currency", CHAR(3), nullable=False, server_default=XOF),
    Column("state", String(10), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("claimed_at", DateTime(timezone=True)),
    Column("next_poll_at", DateTime(timezone=True)),
    Column("polls", Integer, nullable=False, server_default="0"),
    # Until when the payer may approve.
    Column("expires_at", DateTime(timezone=True)),
    Column("settled_at", DateTime(timezone=True)),
    Column("operator_id", String(100)),
    Column("tokens_sealed", LargeBinary),
    Column("hint_index", CHAR(32)),
    Column("reason", String(60)),
    # Why the operator's word was not believed: other amount, currency, reference, or a transaction of another.
    Column("mismatch", String(20)),
    # Since when nobody can say whether it was paid: past its time and without a verdict.
    Column("doubted_at", DateTime(timezone=True)),
    CheckConstraint("amount_xof > 0 AND operator_fee_xof >= 0", name="amount"),
    CheckConstraint(f"currency = '{XOF}'", name="currency"),
    CheckConstraint(f"state IN ({_one_of(ATTEMPT.states)})", name="state"),
    # A peer's poller skipped rows without a time: a crash during the call was never asked about.
    CheckConstraint(
        "state NOT IN ('claimed', 'pending', 'unknown') OR next_poll_at IS NOT NULL", name="polled"
    ),
    CheckConstraint("state NOT IN ('succeeded', 'reversed') OR operator_id IS NOT NULL", name="operator_id"),
)
Index(
    "uq_payment_attempt_live",
    PAYMENT_ATTEMPT.c.invoice_id,
    unique=True,
    postgresql_where=PAYMENT_ATTEMPT.c.state.in_(LIVE),
)
Index(
    "uq_payment_attempt_operator_id",
    PAYMENT_ATTEMPT.c.rail,
    PAYMENT_ATTEMPT.c.operator_id,
    unique=True,
    postgresql_where=PAYMENT_ATTEMPT.c.operator_id.is_not(None),
)
# As small as what is under way, however long the history.
Index(
    "ix_payment_attempt_due",
    PAYMENT_ATTEMPT.c.next_poll_at,
    postgresql_where=PAYMENT_ATTEMPT.c.next_poll_at.is_not(None),
)
Index("ix_payment_attempt_invoice", PAYMENT_ATTEMPT.c.invoice_id, PAYMENT_ATTEMPT.c.created_at)
Index("ix_payment_attempt_payer", PAYMENT_ATTEMPT.c.payer_index, PAYMENT_ATTEMPT.c.created_at)
Index("ix_payment_attempt_created", PAYMENT_ATTEMPT.c.created_at, PAYMENT_ATTEMPT.c.id)
Index(
    "ix_payment_attempt_hint",
    PAYMENT_ATTEMPT.c.rail,
    PAYMENT_ATTEMPT.c.hint_index,
    postgresql_where=PAYMENT_ATTEMPT.c.hint_index.is_not(None),
)

MONEY_RECEIPT = Table(
    "money_receipt",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("rail", String(20), nullable=False),
    Column("operator_id", String(100), nullable=False),
    # Where it is booked: one rail may serve both countries.
    Column("country", CHAR(2), nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    # What of it went to the invoice; the rest is a credit or in suspense.
    Column("settled_xof", BigInteger, nullable=False, server_default="0"),
    Column("payer_index", CHAR(32)),
    Column("payer_sealed", LargeBinary),
    # What the payer or the operator wrote on it, when it is one of our references.
    Column("reference", CHAR(12)),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("attempt_id", Uuid(as_uuid=False), ForeignKey("payment_attempt.id")),
    Column("invoice_id", Uuid(as_uuid=False), ForeignKey("invoice.id")),
    Column("disposition", String(10), nullable=False),
    UniqueConstraint("rail", "operator_id"),
    CheckConstraint("amount_xof > 0 AND settled_xof BETWEEN 0 AND amount_xof", name="amount"),
    CheckConstraint(f"disposition IN ({_one_of(DISPOSITIONS)})", name="disposition"),
    CheckConstraint("settled_xof = 0 OR invoice_id IS NOT NULL", name="invoice"),
)
Index("ix_money_receipt_invoice", MONEY_RECEIPT.c.invoice_id)
Index("ix_money_receipt_received", MONEY_RECEIPT.c.rail, MONEY_RECEIPT.c.received_at)
Index(
    "uq_money_receipt_attempt",
    MONEY_RECEIPT.c.attempt_id,
    unique=True,
    postgresql_where=MONEY_RECEIPT.c.attempt_id.is_not(None),
)
Index(
    "ix_money_receipt_suspense",
    MONEY_RECEIPT.c.received_at,
    postgresql_where=MONEY_RECEIPT.c.disposition.in_(("suspense", "credit", "overpaid")),
)
Index(
    "ix_money_receipt_waiting",
    MONEY_RECEIPT.c.received_at,
    MONEY_RECEIPT.c.id,
    postgresql_where=MONEY_RECEIPT.c.disposition == "suspense",
)
Index(
    "ix_money_receipt_payer",
    MONEY_RECEIPT.c.payer_index,
    MONEY_RECEIPT.c.received_at,
    postgresql_where=MONEY_RECEIPT.c.payer_index.is_not(None),
)

# What operators posted, as it came; ``state``: received, asked, orphan (names no charge of ours), unreadable.
PAYMENT_CALLBACK = Table(
    "payment_callback",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("rail", String(20), nullable=False),
    Column("body_hash", CHAR(64), nullable=False),
    Column("raw_sealed", LargeBinary, nullable=False),
    # The body was longer than what is kept.
    Column("cut", Boolean, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("state", String(10), nullable=False),
    UniqueConstraint("rail", "body_hash"),
)
Index("ix_payment_callback_received", PAYMENT_CALLBACK.c.rail, PAYMENT_CALLBACK.c.received_at)
