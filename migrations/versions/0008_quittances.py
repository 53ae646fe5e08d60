"""Quittances and their counters."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RULE_1 = """
CREATE OR REPLACE FUNCTION quittance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept for ever: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER quittance_counter_kept BEFORE DELETE OR TRUNCATE ON quittance_counter
    FOR EACH STATEMENT EXECUTE FUNCTION quittance_kept();
"""
RULE_2 = """
CREATE OR REPLACE FUNCTION quittance_counter_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.regie, NEW.exercice, NEW.last) IS DISTINCT FROM (OLD.regie, OLD.exercice, OLD.last + 1) THEN
        RAISE EXCEPTION 'a counter of quittances goes up by one' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quittance_counter_steps BEFORE UPDATE ON quittance_counter
    FOR EACH ROW EXECUTE FUNCTION quittance_counter_steps();
"""
RULE_3 = """
CREATE OR REPLACE FUNCTION quittance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept for ever: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER quittance_kept BEFORE DELETE OR TRUNCATE ON quittance
    FOR EACH STATEMENT EXECUTE FUNCTION quittance_kept();
"""
RULE_4 = """
CREATE OR REPLACE FUNCTION quittance_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] :=
    '{code_sealed,payer_sealed,duplicata,voided_at,void_reason,wrong_codes,wrong_codes_since}';
BEGIN
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free OR NEW.duplicata < OLD.duplicata
       OR (OLD.voided_at IS NOT NULL
           AND (NEW.voided_at, NEW.void_reason) IS DISTINCT FROM (OLD.voided_at, OLD.void_reason)) THEN
        RAISE EXCEPTION 'a quittance does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quittance_frozen BEFORE UPDATE ON quittance FOR EACH ROW EXECUTE FUNCTION quittance_frozen();
"""


def upgrade() -> None:
    op.create_table(
        "quittance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("regie", sa.String(length=60), nullable=False),
        sa.Column("exercice", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.CHAR(length=12), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revenue_line", sa.String(length=60), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=True),
        sa.Column("rail", sa.String(length=20), nullable=True),
        sa.Column("operator_ref", sa.String(length=120), nullable=True),
        sa.Column("payer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("duplicata", sa.Integer(), server_default="0", nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wrong_codes_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name=op.f("ck_quittance_void")),
        sa.CheckConstraint("amount_xof > 0", name=op.f("ck_quittance_amount_xof")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_quittance_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quittance")),
        sa.UniqueConstraint("document_number", name=op.f("uq_quittance_document_number")),
        sa.UniqueConstraint("regie", "exercice", "number", name=op.f("uq_quittance_regie_exercice_number")),
    )
    op.create_index("ix_quittance_journal_id", "quittance", ["journal_id"], unique=False)
    op.create_index(
        "uq_quittance_invoice_id_in_force",
        "quittance",
        ["invoice_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "quittance_counter",
        sa.Column("regie", sa.String(length=60), nullable=False),
        sa.Column("exercice", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_quittance_counter_last")),
        sa.PrimaryKeyConstraint("regie", "exercice", name=op.f("pk_quittance_counter")),
    )
    op.execute(RULE_1)
    op.execute(RULE_2)
    op.execute(RULE_3)
    op.execute(RULE_4)
