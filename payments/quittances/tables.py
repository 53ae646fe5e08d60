"""Quittances and the counters that number them. A quittance is never deleted: a voided one stays visible."""

from sqlalchemy import (
    CHAR,
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    event,
)

from kernel.database import METADATA

LONGEST_REGIE = 60

# The one row that settlements of a regie wait for: locked from the number's issue to the commit, so that a
# number is used or given back with its transaction. A sequence would leave gaps.
QUITTANCE_COUNTER = Table(
    "quittance_counter",
    METADATA,
    Column("regie", String(LONGEST_REGIE), primary_key=True),
    Column("exercice", SmallInteger, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    CheckConstraint("last >= 1", name="last"),
)

QUITTANCE = Table(
    "quittance",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("regie", String(LONGEST_REGIE), nullable=False),
    Column("exercice", SmallInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("document_number", CHAR(12), nullable=False, unique=True),
    Column("code_sealed", LargeBinary, nullable=False),
    Column("invoice_id", Uuid(as_uuid=False), nullable=False),
    Column("journal_id", BigInteger),
    Column("amount_xof", BigInteger, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("revenue_line", String(60)),
    Column("label", String(120)),
    Column("rail", String(20)),
    Column("operator_ref", String(120)),
    Column("payer_sealed", LargeBinary),
    Column("duplicata", Integer, nullable=False, server_default="0"),
    Column("voided_at", DateTime(timezone=True)),
    Column("void_reason", String(200)),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
    Column("wrong_codes_since", DateTime(timezone=True)),
    UniqueConstraint("regie", "exercice", "number"),
    CheckConstraint("amount_xof > 0", name="amount_xof"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="void"),
)
# One document in force for an invoice, whatever is paid twice.
Index(
    "uq_quittance_invoice_id_in_force",
    QUITTANCE.c.invoice_id,
    unique=True,
    postgresql_where=QUITTANCE.c.voided_at.is_(None),
)
Index("ix_quittance_journal_id", QUITTANCE.c.journal_id)
# Voided ones too: a case shows them all.
Index("ix_quittance_invoice", QUITTANCE.c.invoice_id)

_KEPT = """
CREATE OR REPLACE FUNCTION quittance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept for ever: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION quittance_kept();
"""
_STEPS = """
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
# Sealed columns may be sealed anew by a key rotation; what the document says may not change.
_FROZEN = """
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
for _table, _sql in (
    (QUITTANCE, _KEPT.replace("{table}", "quittance")),
    (QUITTANCE_COUNTER, _KEPT.replace("{table}", "quittance_counter")),
    (QUITTANCE_COUNTER, _STEPS),
    (QUITTANCE, _FROZEN),
):
    event.listen(_table, "after_create", DDL(_sql.replace("%", "%%")))  # type: ignore[no-untyped-call]
