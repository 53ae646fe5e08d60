"""The audit trail: who did what to what, in a chain that shows any later change. Not a log for debugging.

Details hold references, states and counts, never a phone, a name or an answer. OWASP ASVS 5.0 V16.4.2.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import DDL

from kernel import clock
from kernel.database import METADATA

# pg_advisory_xact_lock number of this chain: the bytes "GAUD". Two appends at once would fork the chain.
CHAIN_LOCK = 0x47415544
GENESIS = bytes(32)
MAX_DETAIL = 4000  # Bytes of canonical JSON: a page of context, not a copy of a case.
_MAX_WORD = 120
_PAGE = 1000  # Rows in memory while walking: some MB.

AUDIT_LOG = Table(
    "audit_log",
    METADATA,
    # Given by append under the lock, not by a sequence: a gap means a removed row, never a rolled back one.
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(_MAX_WORD), nullable=False),
    Column("act", String(_MAX_WORD), nullable=False),
    Column("subject", String(_MAX_WORD), nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    CheckConstraint("octet_length(hash) = 32", name="hash_length"),
)
Index("ix_audit_log_subject", AUDIT_LOG.c.subject, AUDIT_LOG.c.id)
Index("ix_audit_log_actor", AUDIT_LOG.c.actor, AUDIT_LOG.c.id)

_REFUSE = """
CREATE OR REPLACE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
"""
event.listen(AUDIT_LOG, "after_create", DDL(_REFUSE.replace("%", "%%")))  # type: ignore[no-untyped-call]


def append(connection: Connection, actor: str, act: str, subject: str, detail: Mapping[str, Any]) -> int:
    """Add one row in the caller's transaction and return its id.

    Raises ValueError for more than 4,000 bytes, TypeError for a detail that is not text, whole numbers,
    booleans, lists and mappings. Other appends wait until the transaction ends: append last, just before
    the commit.
    """
    _check(detail)
    connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    last = connection.execute(
        select(AUDIT_LOG.c.id, AUDIT_LOG.c.hash).order_by(AUDIT_LOG.c.id.desc()).limit(1)
    ).first()
    number, previous = (last.id + 1, last.hash) if last else (1, GENESIS)
    at = clock.now()
    content = _canonical(number, at, actor, act, subject, detail)
    if len(content) > MAX_DETAIL:
        raise ValueError(f"an audit row has at most {MAX_DETAIL} bytes")
    connection.execute(
        insert(AUDIT_LOG).values(
            id=number,
            at=at,
            actor=actor,
            act=act,
            subject=subject,
            detail=dict(detail),
            hash=_link(previous, content),
        )
    )
    return number


def verify(connection: Connection) -> int | None:
    """Walk the whole chain: the id of the first row that was altered or follows a removed one, or None.

    Rows cut from the end leave a valid chain: compare `head` with one that was printed or exported before.
    """
    number, previous = 0, GENESIS
    while page := connection.execute(
        select(AUDIT_LOG).where(AUDIT_LOG.c.id > number).order_by(AUDIT_LOG.c.id).limit(_PAGE)
    ).all():
        for row in page:
            if row.id != number + 1 or bytes(row.hash) != _link(previous, _of(row)):
                return int(row.id)
            number, previous = row.id, bytes(row.hash)
    return None


def head(connection: Connection) -> tuple[int, str]:
    """Id and hash (hex) of the last row; (0, zeros) when there is none."""
    last = connection.execute(
        select(AUDIT_LOG.c.id, AUDIT_LOG.c.hash).order_by(AUDIT_LOG.c.id.desc()).limit(1)
    ).first()
    return (last.id, bytes(last.hash).hex()) if last else (0, GENESIS.hex())


def _of(row: Row[Any]) -> bytes:
    return _canonical(row.id, row.at, row.actor, row.act, row.subject, row.detail)


def _canonical(
    number: int, at: datetime, actor: str, act: str, subject: str, detail: Mapping[str, Any]
) -> bytes:
    """RFC 8785 for the values we allow: sorted keys, no blanks, UTF-8. PostgreSQL keeps microseconds."""
    row = {
        "id": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "act": act,
        "subject": subject,
        "detail": detail,
    }
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _check(value: object) -> None:
    """Only what JSONB gives back as it went in: 1e20 would return as a whole number and break the chain."""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of an audit detail are text")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    elif not isinstance(value, str | int | None):
        raise TypeError(f"an audit detail holds no {type(value).__name__}")


def _link(previous: bytes, content: bytes) -> bytes:
    return hashlib.sha256(previous + content).digest()
