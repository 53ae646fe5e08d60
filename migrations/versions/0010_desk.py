"""Suspense, refunds, reconciliation, closing, bills."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RULE_1 = """
CREATE OR REPLACE FUNCTION day_closing_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER day_closing_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON day_closing
    FOR EACH STATEMENT EXECUTE FUNCTION day_closing_frozen();
"""
RULE_2 = """
CREATE OR REPLACE FUNCTION day_closing_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_carried_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_carried
    FOR EACH STATEMENT EXECUTE FUNCTION day_closing_frozen();
"""


def upgrade() -> None:
    op.create_table(
        "day_closing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("regie", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("exercice", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("collected_xof", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.CHAR(length=64), nullable=False),
        sa.Column("hash", sa.CHAR(length=64), nullable=False),
        sa.Column("slip", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("closed_by", sa.String(length=60), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1 AND rows >= 0", name=op.f("ck_day_closing_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_closing")),
        sa.UniqueConstraint("regie", "day", name=op.f("uq_day_closing_regie_day")),
        sa.UniqueConstraint("regie", "exercice", "number", name=op.f("uq_day_closing_regie_exercice_number")),
    )
    op.create_table(
        "ledger_carried",
        sa.Column("idem_key", sa.String(length=120), nullable=False),
        sa.Column("regie", sa.String(length=60), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carried_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("idem_key", name=op.f("pk_ledger_carried")),
    )
    op.create_index("ix_ledger_carried_to", "ledger_carried", ["regie", "carried_to"], unique=False)
    op.create_table(
        "statement_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("sha256", sa.CHAR(length=64), nullable=False),
        sa.Column("book", sa.String(length=24), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opening_xof", sa.BigInteger(), nullable=True),
        sa.Column("closing_xof", sa.BigInteger(), nullable=True),
        sa.Column("moved_xof", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("imported_by", sa.String(length=60), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('reading', 'done')", name=op.f("ck_statement_file_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_statement_file_sha256")),
    )
    op.create_index("ix_statement_file_book", "statement_file", ["book", "starts_at"], unique=False)
    op.create_table(
        "suspense_claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("operator_id", sa.String(length=100), nullable=False),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("claimant_index", sa.CHAR(length=32), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_suspense_claim_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspense_claim")),
        sa.UniqueConstraint(
            "operator_id",
            "invoice_id",
            "claimant_index",
            name=op.f("uq_suspense_claim_operator_id_invoice_id_claimant_index"),
        ),
    )
    op.create_index(
        "ix_suspense_claim_claimant", "suspense_claim", ["claimant_index", "claimed_at"], unique=False
    )
    op.create_table(
        "bill_payment",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("rail", sa.String(length=20), nullable=False),
        sa.Column("correlation_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("operator_id", sa.String(length=100), nullable=False),
        sa.Column("reference", sa.CHAR(length=12), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.CheckConstraint("amount_xof > 0", name=op.f("ck_bill_payment_amount")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["money_receipt.id"], name=op.f("fk_bill_payment_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_payment")),
        sa.UniqueConstraint("rail", "correlation_id", name=op.f("uq_bill_payment_rail_correlation_id")),
        sa.UniqueConstraint("rail", "operator_id", name=op.f("uq_bill_payment_rail_operator_id")),
    )
    op.create_index("ix_bill_payment_reference", "bill_payment", ["reference", "rail"], unique=False)
    op.create_table(
        "credit_spent",
        sa.Column("receipt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("spent_receipt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_xof > 0", name=op.f("ck_credit_spent_amount")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_credit_spent_invoice_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["money_receipt.id"], name=op.f("fk_credit_spent_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["spent_receipt_id"], ["money_receipt.id"], name=op.f("fk_credit_spent_spent_receipt_id")
        ),
        sa.PrimaryKeyConstraint("receipt_id", "invoice_id", name=op.f("pk_credit_spent")),
        sa.UniqueConstraint("spent_receipt_id", name=op.f("uq_credit_spent_spent_receipt_id")),
    )
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("receipt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("rail", sa.String(length=20), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operator_key", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("operator_ref", sa.String(length=100), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "state IN ('approved', 'asked', 'done', 'failed', 'refused', 'sent', 'unknown')",
            name=op.f("ck_refund_state"),
        ),
        sa.CheckConstraint("state IN ('asked') OR decided_by IS NOT NULL", name=op.f("ck_refund_decided")),
        sa.CheckConstraint(
            "state NOT IN ('sent', 'unknown') OR next_ask_at IS NOT NULL", name=op.f("ck_refund_asked_about")
        ),
        sa.CheckConstraint("amount_xof > 0", name=op.f("ck_refund_amount")),
        sa.CheckConstraint(
            "decided_by IS NULL OR lower(decided_by) <> lower(asked_by)", name=op.f("ck_refund_two_persons")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_refund_invoice_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["money_receipt.id"], name=op.f("fk_refund_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("cause", name=op.f("uq_refund_cause")),
        sa.UniqueConstraint("operator_key", name=op.f("uq_refund_operator_key")),
    )
    op.create_index(
        "ix_refund_due",
        "refund",
        ["next_ask_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('sent', 'unknown')"),
    )
    op.create_index("ix_refund_receipt", "refund", ["receipt_id"], unique=False)
    op.create_table(
        "suspense_match",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("receipt_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_suspense_match_decided")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'released', 'refused')", name=op.f("ck_suspense_match_state")
        ),
        sa.CheckConstraint(
            "lower(decided_by) <> lower(proposed_by)", name=op.f("ck_suspense_match_two_persons")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_suspense_match_invoice_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["money_receipt.id"], name=op.f("fk_suspense_match_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspense_match")),
    )
    op.create_index(
        "uq_suspense_match_open",
        "suspense_match",
        ["receipt_id"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "statement_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=24), nullable=False),
        sa.Column("rail", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("operator_id", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("fee_xof", sa.BigInteger(), nullable=False),
        sa.Column("payer_index", sa.CHAR(length=32), nullable=True),
        sa.Column("payer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("class", sa.String(length=12), nullable=False),
        sa.Column("receipt_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("refund_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("pair_id", sa.BigInteger(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["statement_file.id"], name=op.f("fk_statement_line_file_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["statement_line.id"], name=op.f("fk_statement_line_pair_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["money_receipt.id"], name=op.f("fk_statement_line_receipt_id")
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_statement_line_refund_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_line")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_statement_line_file_id_number")),
    )
    op.create_index(
        "ix_statement_line_open",
        "statement_line",
        ["at"],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_index("ix_statement_line_receipt", "statement_line", ["receipt_id"], unique=False)
    op.create_index(
        "uq_statement_line_movement",
        "statement_line",
        ["book", "kind", "operator_id"],
        unique=True,
        postgresql_where=sa.text("(class NOT IN ('duplicate', 'known'))"),
    )
    op.create_table(
        "difference",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("receipt_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_difference_decided")),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'refused')", name=op.f("ck_difference_state")),
        sa.CheckConstraint("(line_id IS NULL) <> (receipt_id IS NULL)", name=op.f("ck_difference_subject")),
        sa.CheckConstraint("lower(decided_by) <> lower(proposed_by)", name=op.f("ck_difference_two_persons")),
        sa.ForeignKeyConstraint(["line_id"], ["statement_line.id"], name=op.f("fk_difference_line_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["money_receipt.id"], name=op.f("fk_difference_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difference")),
    )
    op.create_index(
        "uq_difference_line_id",
        "difference",
        ["line_id"],
        unique=True,
        postgresql_where=sa.text("state != 'refused'"),
    )
    op.create_index(
        "uq_difference_receipt_id",
        "difference",
        ["receipt_id"],
        unique=True,
        postgresql_where=sa.text("state != 'refused'"),
    )
    op.execute(RULE_1)
    op.execute(RULE_2)
