"""The journal, its entries, seals and snapshots."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RULE_1 = """
CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_journal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
"""
RULE_2 = """
CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted int; total numeric;
BEGIN
    SELECT count(*), coalesce(sum(amount_xof), 0) INTO counted, total
        FROM ledger_entry WHERE journal_id = NEW.id;
    IF counted <> NEW.lines OR total <> 0 THEN
        RAISE EXCEPTION 'journal row % does not balance: % of % lines, sum %',
            NEW.id, counted, NEW.lines, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_journal_balanced AFTER INSERT ON ledger_journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
"""
RULE_3 = """
CREATE OR REPLACE FUNCTION ledger_carry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed record; opens timestamptz;
BEGIN
    IF NEW.regie IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.regie, 1145133395));
    SELECT day, zone INTO closed FROM day_closing WHERE regie = NEW.regie ORDER BY day DESC LIMIT 1;
    IF closed.day IS NULL OR CAST(NEW.occurred_at AT TIME ZONE closed.zone AS date) > closed.day THEN
        RETURN NEW;
    END IF;
    opens := CAST(closed.day + 1 AS timestamp) AT TIME ZONE closed.zone;
    IF NOT EXISTS (SELECT FROM ledger_journal WHERE idem_key = NEW.idem_key) THEN
        INSERT INTO ledger_carried (idem_key, regie, occurred_at, carried_to)
        VALUES (NEW.idem_key, NEW.regie, NEW.occurred_at, opens) ON CONFLICT DO NOTHING;
    END IF;
    NEW.occurred_at := opens;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_journal_carry BEFORE INSERT ON ledger_journal
    FOR EACH ROW EXECUTE FUNCTION ledger_carry();
"""
RULE_4 = """
CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
"""
RULE_5 = """
CREATE OR REPLACE FUNCTION ledger_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added LEFT JOIN ledger_journal j ON j.id = added.journal_id
               WHERE j.id IS NULL OR added.line > j.lines) THEN
        RAISE EXCEPTION 'an entry belongs to no journal row' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_belongs AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_belongs();
"""
RULE_6 = """
CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
"""
RULE_7 = """
CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER ledger_snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
"""


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("journal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("amount_xof", sa.BigInteger(), nullable=False),
        sa.Column("revenue_line", sa.String(length=60), nullable=True),
        sa.Column("beneficiary", sa.String(length=60), nullable=True),
        sa.CheckConstraint("amount_xof <> 0", name=op.f("ck_ledger_entry_amount_xof")),
        sa.CheckConstraint("line BETWEEN 1 AND 20", name=op.f("ck_ledger_entry_line")),
        sa.PrimaryKeyConstraint("journal_id", "line", name=op.f("pk_ledger_entry")),
    )
    op.create_table(
        "ledger_journal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("idem_key", sa.String(length=120), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.SmallInteger(), nullable=False),
        sa.Column("regie", sa.String(length=60), nullable=True),
        sa.Column("exercice", sa.SmallInteger(), nullable=True),
        sa.Column("rail", sa.String(length=20), nullable=True),
        sa.Column("operator_ref", sa.String(length=120), nullable=True),
        sa.Column("invoice_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("receipt_id", sa.String(length=40), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("lines BETWEEN 2 AND 20", name=op.f("ck_ledger_journal_lines")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_journal.id"], name=op.f("fk_ledger_journal_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_journal")),
        sa.UniqueConstraint("idem_key", name=op.f("uq_ledger_journal_idem_key")),
    )
    op.create_index(
        "ix_ledger_journal_invoice_id",
        "ledger_journal",
        ["invoice_id"],
        unique=False,
        postgresql_where=sa.text("invoice_id IS NOT NULL"),
    )
    op.create_index("ix_ledger_journal_occurred_at", "ledger_journal", ["occurred_at"], unique=False)
    op.create_index(
        "uq_ledger_journal_reverses_id",
        "ledger_journal",
        ["reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "ledger_snapshot",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("balance_xof", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", "account", name=op.f("pk_ledger_snapshot")),
    )
    op.create_table(
        "ledger_unsealed", sa.Column("journal_id", sa.BigInteger(), autoincrement=False, nullable=False)
    )
    op.create_table(
        "ledger_seal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_ledger_seal_hash_length")),
        sa.ForeignKeyConstraint(
            ["journal_id"], ["ledger_journal.id"], name=op.f("fk_ledger_seal_journal_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_seal")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_ledger_seal_journal_id")),
    )
    op.execute(RULE_1)
    op.execute(RULE_2)
    op.execute(RULE_3)
    op.execute(RULE_4)
    op.execute(RULE_5)
    op.execute(RULE_6)
    op.execute(RULE_7)
