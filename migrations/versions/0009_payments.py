"""Invoices, attempts, money received, callbacks."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reference", sa.CHAR(length=12), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("regie", sa.String(length=60), nullable=False),
        sa.Column("exercice", sa.SmallInteger(), nullable=False),
        sa.Column("revenue_line", sa.String(length=60), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("payer_index", sa.CHAR(length=32), nullable=False),
        sa.Column("payer_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("paid_xof", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name=op.f("ck_invoice_paid_at")),
        sa.CheckConstraint("(state = 'paid') = (paid_xof = amount_xof)", name=op.f("ck_invoice_paid_state")),
        sa.CheckConstraint(
            "state IN ('cancelled', 'expired', 'open', 'paid')", name=op.f("ck_invoice_state")
        ),
        sa.CheckConstraint("amount_xof > 0", name=op.f("ck_invoice_amount")),
        sa.CheckConstraint("paid_xof BETWEEN 0 AND amount_xof", name=op.f("ck_invoice_paid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("reference", name=op.f("uq_invoice_reference")),
    )
    op.create_index(
        "ix_invoice_open_until",
        "invoice",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_invoice_payer", "invoice", ["payer_index", sa.literal_column("opened_at DESC")], unique=False
    )
    op.create_index("ix_invoice_subject", "invoice", ["subject_kind", "subject"], unique=False)
    op.create_table(
        "payment_callback",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("rail", sa.String(length=20), nullable=False),
        sa.Column("body_hash", sa.CHAR(length=64), nullable=False),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_callback")),
        sa.UniqueConstraint("rail", "body_hash", name=op.f("uq_payment_callback_rail_body_hash")),
    )
    op.create_table(
        "payment_attempt",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("idem_key", sa.String(length=120), nullable=True),
        sa.Column("rail", sa.String(length=20), nullable=False),
        sa.Column("base_url", sa.String(length=200), nullable=False),
        sa.Column("payer_index", sa.CHAR(length=32), nullable=False),
        sa.Column("payer_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("operator_fee_xof", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), server_default="XOF", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("polls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operator_id", sa.String(length=100), nullable=True),
        sa.Column("tokens_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("hint_index", sa.CHAR(length=32), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("mismatch", sa.String(length=20), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("currency = 'XOF'", name=op.f("ck_payment_attempt_currency")),
        sa.CheckConstraint(
            "state IN ('claimed', 'created', 'expired', 'failed', 'pending', 'reversed', 'succeeded', 'unknown')",
            name=op.f("ck_payment_attempt_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('claimed', 'pending', 'unknown') OR next_poll_at IS NOT NULL",
            name=op.f("ck_payment_attempt_polled"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('succeeded', 'reversed') OR operator_id IS NOT NULL",
            name=op.f("ck_payment_attempt_operator_id"),
        ),
        sa.CheckConstraint(
            "amount_xof > 0 AND operator_fee_xof >= 0", name=op.f("ck_payment_attempt_amount")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_attempt_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_attempt")),
        sa.UniqueConstraint("idem_key", name=op.f("uq_payment_attempt_idem_key")),
    )
    op.create_index(
        "ix_payment_attempt_due",
        "payment_attempt",
        ["next_poll_at"],
        unique=False,
        postgresql_where=sa.text("next_poll_at IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_attempt_hint",
        "payment_attempt",
        ["rail", "hint_index"],
        unique=False,
        postgresql_where=sa.text("hint_index IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_attempt_invoice", "payment_attempt", ["invoice_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_payment_attempt_payer", "payment_attempt", ["payer_index", "created_at"], unique=False
    )
    op.create_index(
        "uq_payment_attempt_live",
        "payment_attempt",
        ["invoice_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('created', 'claimed', 'pending', 'unknown')"),
    )
    op.create_index(
        "uq_payment_attempt_operator_id",
        "payment_attempt",
        ["rail", "operator_id"],
        unique=True,
        postgresql_where=sa.text("operator_id IS NOT NULL"),
    )
    op.create_table(
        "money_receipt",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("rail", sa.String(length=20), nullable=False),
        sa.Column("operator_id", sa.String(length=100), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("settled_xof", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("payer_index", sa.CHAR(length=32), nullable=True),
        sa.Column("payer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.CHAR(length=12), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("disposition", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('credit', 'overpaid', 'refunded', 'reversed', 'settled', 'suspense')",
            name=op.f("ck_money_receipt_disposition"),
        ),
        sa.CheckConstraint(
            "amount_xof > 0 AND settled_xof BETWEEN 0 AND amount_xof", name=op.f("ck_money_receipt_amount")
        ),
        sa.CheckConstraint(
            "settled_xof = 0 OR invoice_id IS NOT NULL", name=op.f("ck_money_receipt_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["payment_attempt.id"], name=op.f("fk_money_receipt_attempt_id")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_money_receipt_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_receipt")),
        sa.UniqueConstraint("rail", "operator_id", name=op.f("uq_money_receipt_rail_operator_id")),
    )
    op.create_index("ix_money_receipt_invoice", "money_receipt", ["invoice_id"], unique=False)
    op.create_index("ix_money_receipt_received", "money_receipt", ["rail", "received_at"], unique=False)
    op.create_index(
        "ix_money_receipt_suspense",
        "money_receipt",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("disposition IN ('suspense', 'credit', 'overpaid')"),
    )
    op.create_index(
        "uq_money_receipt_attempt",
        "money_receipt",
        ["attempt_id"],
        unique=True,
        postgresql_where=sa.text("attempt_id IS NOT NULL"),
    )
