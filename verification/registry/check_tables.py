"""Who looked at which document, wrong tries, proofs of refusal. No number, phone or name stands here in the clear."""

from sqlalchemy import (
    CHAR,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
)

from kernel.database import METADATA

LONGEST_PLACE = 60
PRESENTATION = "presentation"

DOCUMENT_CHECK = Table(
    "document_check",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    # HMAC of the number: the log alone does not say which documents were looked at.
    Column("number_index", CHAR(32)),
    Column("kid", LargeBinary(32)),
    Column("verdict", String(20), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("place", String(LONGEST_PLACE)),
    Column("purpose", String(20)),
    Column("checker_index", CHAR(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("channel IN ('web', 'ussd', 'sms', 'api', 'photo')", name="channel"),
)
# Where a paper was presented; the same presentation handed in twice (an officer's phone that syncs again) is one.
Index(
    "uq_document_check_presented",
    DOCUMENT_CHECK.c.number_index,
    DOCUMENT_CHECK.c.at,
    DOCUMENT_CHECK.c.checker_index,
    unique=True,
    postgresql_where=DOCUMENT_CHECK.c.purpose == PRESENTATION,
)
Index("ix_document_check_at", DOCUMENT_CHECK.c.at, DOCUMENT_CHECK.c.id)
Index("ix_document_check_number", DOCUMENT_CHECK.c.number_index, DOCUMENT_CHECK.c.at)
Index("ix_document_check_kid", DOCUMENT_CHECK.c.kid, DOCUMENT_CHECK.c.at, DOCUMENT_CHECK.c.id)

# Wrong tries by blind index of a phone or of a number; kept also for numbers that do not exist.
DOCUMENT_TRIES = Table(
    "document_tries",
    METADATA,
    Column("key", CHAR(32), primary_key=True),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
)
Index("ix_document_tries_since", DOCUMENT_TRIES.c.since)

REFUSAL_PROOF = Table(
    "refusal_proof",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("document_id", Uuid(as_uuid=False), ForeignKey("sealed_document.id"), nullable=False),
    # The signed proof; sealed, since it holds what an officer said.
    Column("proof_sealed", LargeBinary, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
Index("ix_refusal_proof_document", REFUSAL_PROOF.c.document_id, REFUSAL_PROOF.c.at)
