"""The two tables of a case: the file as it stands, and its events, which nobody changes."""

from sqlalchemy import (
    CHAR,
    DDL,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    event,
)

from kernel.database import METADATA

# Nobody needs the answers any more: no paper is made of them and no administration asks. A granted case ("disponible")
# is not closed: its paper waits to be made or handed out.
CLOSED = ("retiree", "rejetee", "expiree", "annulee", "remboursee")

CASE_FILE = Table(
    "case_file",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("reference", CHAR(12), nullable=False, unique=True),
    Column("service", Integer, nullable=False),
    Column("administration", String(20), nullable=False),
    Column("country", CHAR(2), nullable=False),
    Column("state", String(20), nullable=False),
    Column("state_since", DateTime(timezone=True), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    # When we last heard from the administration, and its own time of the newest thing it said.
    Column("checked_at", DateTime(timezone=True)),
    Column("reported_at", DateTime(timezone=True)),
    Column("poll_due_at", DateTime(timezone=True)),
    Column("refresh_asked_at", DateTime(timezone=True)),
    Column("language", String(8), nullable=False),
    Column("network", String(16), nullable=False),
    Column("phone_index", CHAR(32), nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("answers_sealed", LargeBinary, nullable=False),
    # Since when the seal above holds no answer: at the citizen's wish, or past the administration's time.
    Column("answers_erased_at", DateTime(timezone=True)),
    Column("code_sealed", LargeBinary, nullable=False),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
    Column("wrong_codes_since", DateTime(timezone=True)),
    Column("external_id", String(64)),
    Column("fee_xof", Integer),
    Column("submission", String(10), nullable=False),
    Column("submission_since", DateTime(timezone=True), nullable=False),
    # The part of the administration that it belongs to, where the service asks for one (``cases/region.py``).
    Column("region", String(40)),
)
Index("ix_case_file_phone", CASE_FILE.c.phone_index, CASE_FILE.c.opened_at.desc())
# The queues of the console: of one administration, and of all, the oldest state first.
Index(
    "ix_case_file_queue",
    CASE_FILE.c.administration,
    CASE_FILE.c.state,
    CASE_FILE.c.state_since,
    CASE_FILE.c.id,
)
Index("ix_case_file_age", CASE_FILE.c.state, CASE_FILE.c.state_since, CASE_FILE.c.id)
# The same of one region, of one service, and of one service by the day of deposit: those that are late.
Index(
    "ix_case_file_region",
    CASE_FILE.c.administration,
    CASE_FILE.c.region,
    CASE_FILE.c.state,
    CASE_FILE.c.state_since,
    CASE_FILE.c.id,
)
Index(
    "ix_case_file_service",
    CASE_FILE.c.service,
    CASE_FILE.c.state,
    CASE_FILE.c.state_since,
    CASE_FILE.c.id,
)
Index(
    "ix_case_file_late",
    CASE_FILE.c.service,
    CASE_FILE.c.state,
    CASE_FILE.c.opened_at,
    CASE_FILE.c.id,
)
# The holders of a kind of case, one phone after the other, newest case first: whom a broadcast goes to.
Index("ix_case_file_holders", CASE_FILE.c.service, CASE_FILE.c.phone_index, CASE_FILE.c.opened_at.desc())
# Only filed, open cases are polled: the rest stay out of the index (poll_due_at is null for them).
Index("ix_case_file_poll", CASE_FILE.c.poll_due_at, postgresql_where=CASE_FILE.c.poll_due_at.is_not(None))
Index(
    "ix_case_file_heard_of",
    CASE_FILE.c.administration,
    CASE_FILE.c.checked_at,
    postgresql_where=CASE_FILE.c.checked_at.is_not(None),
)
Index("ix_case_file_state", CASE_FILE.c.state, CASE_FILE.c.opened_at.desc())
Index(
    "ix_case_file_unfiled",
    CASE_FILE.c.submission,
    CASE_FILE.c.submission_since,
    postgresql_where=CASE_FILE.c.submission != "sent",
)
# The closed cases whose answers are still there, the longest closed first: what the sweep of old answers reads.
Index(
    "ix_case_file_answers",
    CASE_FILE.c.administration,
    CASE_FILE.c.state_since,
    postgresql_where=CASE_FILE.c.answers_erased_at.is_(None) & CASE_FILE.c.state.in_(CLOSED),
)

CASE_EVENT = Table(
    "case_event",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("case_id", Uuid(as_uuid=False), ForeignKey("case_file.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("from_state", String(20)),
    # The state after the event: equal to from_state when it changed nothing.
    Column("to_state", String(20), nullable=False),
    # The state that was announced and not followed, of an ignored event.
    Column("told", String(20)),
    Column("source", String(40), nullable=False),
    Column("note_sealed", LargeBinary),
    Column("external_event_id", String(400)),
    UniqueConstraint("source", "external_event_id"),
)
Index("ix_case_event_case", CASE_EVENT.c.case_id, CASE_EVENT.c.id)
# What was decided in a day: how long it took is read from these.
Index(
    "ix_case_event_decided",
    CASE_EVENT.c.at,
    postgresql_where=(CASE_EVENT.c.kind == "moved") & CASE_EVENT.c.to_state.in_(("disponible", "rejetee")),
)

# A sentence may be erased or sealed anew by a key rotation; what happened, when and by whom may not change.
_FROZEN = DDL(  # type: ignore[no-untyped-call]
    """
CREATE OR REPLACE FUNCTION case_event_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'note_sealed' = to_jsonb(OLD) - 'note_sealed'
       AND (OLD.note_sealed IS NOT NULL OR NEW.note_sealed IS NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'case_event is append-only';
END $$
"""
)
_ROWS = DDL(  # type: ignore[no-untyped-call]
    """
CREATE TRIGGER case_event_rows BEFORE UPDATE OR DELETE ON case_event
FOR EACH ROW EXECUTE FUNCTION case_event_frozen()
"""
)
_WHOLE = DDL(  # type: ignore[no-untyped-call]
    """
CREATE TRIGGER case_event_whole BEFORE TRUNCATE ON case_event
FOR EACH STATEMENT EXECUTE FUNCTION case_event_frozen()
"""
)
for statement in (_FROZEN, _ROWS, _WHOLE):
    event.listen(CASE_EVENT, "after_create", statement)
