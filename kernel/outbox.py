"""The transactional outbox: news and work are rows written with the change that causes them.

PostgreSQL is the truth and Redis the bell: a row waits here until its handler has finished, whatever is lost
in between. A claim is a lease, so a killed worker's rows come back by themselves.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Identity,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    case,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from kernel import clock
from kernel.database import METADATA

# Ten tries at these delays span about an hour: then a person looks (fault row 47).
BACKOFF_S = (1, 5, 15, 30, 60, 120, 300, 600, 900, 1800)
TRIES_MAX = len(BACKOFF_S)
# A handler's calls are bounded by 30 s in all (egress: 10 s each): an honest one never outlives twice that.
LEASE_S = 60
ERROR_LENGTH_MAX = 200
# What is noted of a row that ended every worker which took it: out of memory leaves no other word (fault row 6).
NO_OUTCOME = "no outcome"

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("lane", String(20), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("payload", JSONB, nullable=False, server_default="{}"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("done_at", DateTime(timezone=True)),
    Column("parked_at", DateTime(timezone=True)),
    Column("last_error", Text),
)
# Only open rows are looked for: the index stays as small as the backlog, however long the history.
Index(
    "ix_outbox_open",
    OUTBOX.c.lane,
    OUTBOX.c.due_at,
    OUTBOX.c.id,
    postgresql_where=OUTBOX.c.done_at.is_(None) & OUTBOX.c.parked_at.is_(None),
)
# What a person has to look at.
Index(
    "ix_outbox_parked",
    OUTBOX.c.lane,
    OUTBOX.c.id,
    postgresql_where=OUTBOX.c.done_at.is_(None) & OUTBOX.c.parked_at.is_not(None),
)
# What a statement that publishes with its own change begins its INSERT with (`payments/settling.py`).
INSERT = "INSERT INTO outbox (lane, topic, subject, payload, created_at, due_at)"
# Text, made once: building it anew for each row costs more than PostgreSQL takes to run it (0.3 ms of Python).
_PUBLISH = text(
    f"{INSERT} VALUES (:lane, :topic, :subject, CAST(:payload AS jsonb), :at, :due_at) RETURNING id"
)
_USED_UP = OUTBOX.c.tries >= TRIES_MAX
# The tries of a row that asks for later: not this one; of a row that never failed, no lease without an outcome
# either. Those are counted in a row: what is asked for again for days outlives more than ten workers.
POSTPONED = case((OUTBOX.c.last_error.is_(None), 0), else_=OUTBOX.c.tries - 1)
_OPEN = OUTBOX.c.done_at.is_(None) & OUTBOX.c.parked_at.is_(None)
# These two as well: every piece of work needs both, and building them took 0.7 ms.
_AT = bindparam("at", type_=DateTime(timezone=True))
_DUE = (
    select(OUTBOX.c.id)
    .where(_OPEN, OUTBOX.c.lane == bindparam("of_lane"), OUTBOX.c.due_at <= _AT)
    .order_by(OUTBOX.c.due_at, OUTBOX.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    # A CTE runs once; a sub-select may be run again for each row and lease more than the limit.
    .cte("due")
)
_LEASE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == _DUE.c.id)
    .values(
        tries=OUTBOX.c.tries + 1,
        due_at=bindparam("until"),
        parked_at=case((_USED_UP, _AT)),
        last_error=case((_USED_UP, NO_OUTCOME), else_=OUTBOX.c.last_error),
    )
    .returning(OUTBOX.c.id, OUTBOX.c.lane, OUTBOX.c.topic, OUTBOX.c.subject, OUTBOX.c.payload, OUTBOX.c.tries)
)
_FINISH = update(OUTBOX).where(OUTBOX.c.id == bindparam("event")).values(done_at=_AT, last_error=None)


@dataclass(frozen=True, slots=True)
class Event:
    """One row as its handler sees it. ``tries`` counts this one, from 1."""

    id: int
    lane: str
    topic: str
    subject: str
    payload: Mapping[str, Any]
    tries: int


class Later(Exception):
    """Raised by a handler that asks to be called again in ``seconds``, without that being a failure."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


def publish(
    connection: Connection,
    topic: str,
    subject: str,
    lane: str = "events",
    payload: Mapping[str, Any] | None = None,
    delay_s: int = 0,
) -> int:
    """Write one row in the caller's transaction and return its id. Ids and enums only: nothing personal."""
    at = clock.now()
    row_id: int = connection.execute(
        _PUBLISH,
        {
            "lane": lane,
            "topic": topic,
            "subject": subject,
            "payload": json.dumps(dict(payload or {})),
            "at": at,
            "due_at": at + timedelta(seconds=delay_s),
        },
    ).scalar_one()
    return row_id


def claim(connection: Connection, lane: str, limit: int) -> list[Event]:
    """Lease up to ``limit`` due rows of ``lane``, oldest first; other workers skip them (SKIP LOCKED).

    A row whose tenth lease ended without an outcome is parked: it may be what ends the workers.
    """
    at = clock.now()
    leased = connection.execute(
        _LEASE, {"of_lane": lane, "at": at, "most": limit, "until": at + timedelta(seconds=LEASE_S)}
    )
    events = (Event(*row) for row in leased)
    return sorted((event for event in events if event.tries <= TRIES_MAX), key=lambda event: event.id)


def finish(connection: Connection, event: Event) -> None:
    """The handler has done its work: the row will not come back."""
    connection.execute(_FINISH, {"event": event.id, "at": clock.now()})


def postpone(connection: Connection, event: Event, seconds: int) -> None:
    """Asked for, so it does not count as a try: see POSTPONED."""
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == event.id)
        .values(tries=POSTPONED, due_at=clock.now() + timedelta(seconds=seconds))
    )


def fail(connection: Connection, event: Event, error: str) -> bool:
    """Give the row back after its back-off, or park it after the last try. True when it is parked."""
    at = clock.now()
    parked = event.tries >= TRIES_MAX
    due_at = at + timedelta(seconds=BACKOFF_S[min(event.tries, TRIES_MAX) - 1])
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == event.id)
        .values(due_at=due_at, parked_at=at if parked else None, last_error=error[:ERROR_LENGTH_MAX])
    )
    return parked


def retry(connection: Connection, event_id: int) -> bool:
    """A person sends a parked row round again, with its tries counted anew. False when it is not parked."""
    changed = connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == event_id, OUTBOX.c.parked_at.is_not(None), OUTBOX.c.done_at.is_(None))
        .values(parked_at=None, tries=0, due_at=clock.now())
    )
    return changed.rowcount == 1


def lanes_due(connection: Connection) -> list[str]:
    """The lanes in which something waits: what the sweep rings for."""
    return list(
        connection.execute(
            select(OUTBOX.c.lane).where(_OPEN, OUTBOX.c.due_at <= clock.now()).distinct()
        ).scalars()
    )


def oldest_due_at(connection: Connection) -> datetime | None:
    """When the longest-waiting due row became due: readiness turns red when that is over a minute ago."""
    oldest: datetime | None = connection.execute(
        select(func.min(OUTBOX.c.due_at)).where(_OPEN, OUTBOX.c.due_at <= clock.now())
    ).scalar_one()
    return oldest
