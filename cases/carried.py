"""Whether the outbox still carries a request about a case, so that a sweep asks once. Publishes nothing."""

from sqlalchemy import ColumnElement, String, cast, exists

from cases.tables import CASE_FILE
from kernel.outbox import OUTBOX


def carried(topic: str, lane: str) -> ColumnElement[bool]:
    """True for cases that an open row of ``topic`` is about; parked rows do not count."""
    return exists().where(
        OUTBOX.c.lane == lane,
        OUTBOX.c.topic == topic,
        OUTBOX.c.done_at.is_(None),
        OUTBOX.c.parked_at.is_(None),
        # Subjects of other topics are no case ids: the id becomes text, never the subject an id.
        OUTBOX.c.subject == cast(CASE_FILE.c.id, String),
    )
