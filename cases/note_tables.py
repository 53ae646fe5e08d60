"""The notes that services write to each other on a case. Never shown to the citizen, never changed."""

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    Table,
    Uuid,
    event,
)

from kernel.database import METADATA

CASE_NOTE = Table(
    "case_note",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("case_id", Uuid(as_uuid=False), ForeignKey("case_file.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("author", String(60), nullable=False),
    # The administration or, for who has none, the role that the author spoke for at that time.
    Column("office", String(20), nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
)
Index("ix_case_note_case", CASE_NOTE.c.case_id, CASE_NOTE.c.id)

# A key rotation seals anew; nothing else changes, and nothing goes.
_KEPT = """
CREATE OR REPLACE FUNCTION case_note_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'body_sealed' = to_jsonb(OLD) - 'body_sealed' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'case_note is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER case_note_rows BEFORE UPDATE OR DELETE ON case_note
    FOR EACH ROW EXECUTE FUNCTION case_note_kept();
CREATE TRIGGER case_note_whole BEFORE TRUNCATE ON case_note
    FOR EACH STATEMENT EXECUTE FUNCTION case_note_kept();
"""
event.listen(CASE_NOTE, "after_create", DDL(_KEPT.replace("%", "%%")))  # type: ignore[no-untyped-call]
