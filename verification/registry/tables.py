"""Sealed documents, their story and the two persons behind each change. What may never change is held by triggers."""

from sqlalchemy import (
    CHAR,
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    event,
)

from kernel.database import METADATA
from verification.registry.states import ACTS, DOCUMENT

LONGEST_NAME = 60
LONGEST_REASON = 200
LONGEST_CAUSE = 80

_STATES = ", ".join(f"'{state}'" for state in sorted(DOCUMENT.states))
_ACTS = ", ".join(f"'{act}'" for act in sorted(ACTS))
_EDGES = ", ".join(f"('{one}', '{other}')" for one, others in DOCUMENT.edges.items() for other in others)

SEALED_DOCUMENT = Table(
    "sealed_document",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("number", CHAR(12), nullable=False, unique=True),
    Column("kind", SmallInteger, nullable=False),
    Column("copy_kind", SmallInteger, nullable=False),
    Column("kid", LargeBinary(4), nullable=False),
    Column("status_index", BigInteger, nullable=False),
    Column("state", String(10), nullable=False, server_default="valid"),
    Column("token_sealed", LargeBinary, nullable=False),
    Column("print_sealed", LargeBinary, nullable=False),
    Column("pdf_sealed", LargeBinary),
    # One document a cause ("case:<id>", "quittance:<id>"): whoever asks again finds the first.
    Column("cause", String(LONGEST_CAUSE), nullable=False, unique=True),
    Column("subject", String(40), nullable=False),
    Column("service", SmallInteger),
    Column("issuer", String(LONGEST_NAME), nullable=False),
    Column("holder_index", CHAR(32)),
    Column("holder_sealed", LargeBinary),
    Column("one_use", Boolean, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("replaced_by", CHAR(12)),
    # One successor a document.
    Column("replaces", CHAR(12), ForeignKey("sealed_document.number"), unique=True),
    UniqueConstraint("kid", "status_index"),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    CheckConstraint("status_index >= 0", name="status_index"),
    CheckConstraint("octet_length(kid) = 4", name="kid"),
    CheckConstraint("replaced_by IS NULL OR state = 'replaced'", name="replaced_by"),
    CheckConstraint("(holder_index IS NULL) = (holder_sealed IS NULL)", name="holder"),
)
# What a published list has to say: only the few that are not valid, however many were issued.
Index(
    "ix_sealed_document_not_valid",
    SEALED_DOCUMENT.c.kid,
    SEALED_DOCUMENT.c.status_index,
    postgresql_where=SEALED_DOCUMENT.c.state != "valid",
)
Index("ix_sealed_document_subject", SEALED_DOCUMENT.c.subject)
# What staff read, newest first: all of it, of a service, of a kind, of an office, and what is not valid.
Index("ix_sealed_document_issued", SEALED_DOCUMENT.c.issued_at, SEALED_DOCUMENT.c.number)
Index(
    "ix_sealed_document_service",
    SEALED_DOCUMENT.c.service,
    SEALED_DOCUMENT.c.issued_at,
    SEALED_DOCUMENT.c.number,
)
Index(
    "ix_sealed_document_kind", SEALED_DOCUMENT.c.kind, SEALED_DOCUMENT.c.issued_at, SEALED_DOCUMENT.c.number
)
Index(
    "ix_sealed_document_state",
    SEALED_DOCUMENT.c.state,
    SEALED_DOCUMENT.c.issued_at,
    SEALED_DOCUMENT.c.number,
    postgresql_where=SEALED_DOCUMENT.c.state != "valid",
)
Index(
    "ix_sealed_document_issuer",
    SEALED_DOCUMENT.c.issuer,
    SEALED_DOCUMENT.c.issued_at,
    SEALED_DOCUMENT.c.number,
    postgresql_where=SEALED_DOCUMENT.c.service.is_(None),
)
Index("ix_sealed_document_holder", SEALED_DOCUMENT.c.holder_index, SEALED_DOCUMENT.c.issued_at)

DOCUMENT_PROPOSAL = Table(
    "document_proposal",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("document_id", Uuid(as_uuid=False), ForeignKey("sealed_document.id"), nullable=False),
    Column("act", String(10), nullable=False),
    Column("reason", String(LONGEST_REASON), nullable=False),
    Column("proposed_by", String(LONGEST_NAME), nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", String(LONGEST_NAME)),
    Column("decided_at", DateTime(timezone=True)),
    Column("approved", Boolean),
    CheckConstraint(f"act IN ({_ACTS})", name="act"),
    CheckConstraint("decided_by IS NULL OR lower(decided_by) <> lower(proposed_by)", name="two_persons"),
    CheckConstraint(
        "(decided_by IS NULL) = (approved IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)",
        name="decided",
    ),
)
Index("ix_document_proposal_document", DOCUMENT_PROPOSAL.c.document_id)
# Two open wishes for one document could both be granted; the second would find it in another state.
Index(
    "uq_document_proposal_open",
    DOCUMENT_PROPOSAL.c.document_id,
    unique=True,
    postgresql_where=DOCUMENT_PROPOSAL.c.decided_at.is_(None),
)

DOCUMENT_EVENT = Table(
    "document_event",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("document_id", Uuid(as_uuid=False), ForeignKey("sealed_document.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("act", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("actor", String(LONGEST_NAME + 10), nullable=False),
    # What it rests on: a proposal, or evidence that needs nobody ("reversal:<receipt>").
    Column("proposal_id", Uuid(as_uuid=False), ForeignKey("document_proposal.id")),
    Column("evidence", String(LONGEST_CAUSE)),
    CheckConstraint(
        "act = 'issue' OR (proposal_id IS NULL) <> (evidence IS NULL)", name="because"
    ),
)  # fmt: skip
Index("ix_document_event_document", DOCUMENT_EVENT.c.document_id, DOCUMENT_EVENT.c.id)

_KEPT = """
CREATE OR REPLACE FUNCTION registry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept for ever: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER {table}_kept BEFORE {acts} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION registry_kept();
"""
# Sealed columns may be sealed anew by a key rotation and the holder be forgotten; what was issued may not change.
_FROZEN = f"""
CREATE OR REPLACE FUNCTION sealed_document_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] :=
    '{{token_sealed,print_sealed,pdf_sealed,holder_sealed,holder_index,state,replaced_by}}';
BEGIN
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free
       OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({_EDGES}))
       OR (OLD.replaced_by IS NOT NULL AND NEW.replaced_by IS DISTINCT FROM OLD.replaced_by) THEN
        RAISE EXCEPTION 'a sealed document does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sealed_document_frozen BEFORE UPDATE ON sealed_document
    FOR EACH ROW EXECUTE FUNCTION sealed_document_frozen();
"""
for _table, _sql in (
    (SEALED_DOCUMENT, _KEPT.format(table="sealed_document", acts="DELETE OR TRUNCATE")),
    (SEALED_DOCUMENT, _FROZEN),
    (DOCUMENT_PROPOSAL, _KEPT.format(table="document_proposal", acts="DELETE OR TRUNCATE")),
    (DOCUMENT_EVENT, _KEPT.format(table="document_event", acts="UPDATE OR DELETE OR TRUNCATE")),
):
    event.listen(_table, "after_create", DDL(_sql.replace("%", "%%")))  # type: ignore[no-untyped-call]
