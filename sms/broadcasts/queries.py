"""Broadcasts as an operator looks at them: counts and words, never a phone."""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT
from sms.tables import SMS_MESSAGE

ROWS_MAX = 200


def list_broadcasts(connection: Connection, limit: int = 50) -> list[dict[str, Any]]:
    """Newest first, at most ROWS_MAX."""
    newest = select(SMS_BROADCAST).order_by(SMS_BROADCAST.c.id.desc()).limit(min(limit, ROWS_MAX))
    return [_line(row) for row in connection.execute(newest)]


def progress(connection: Connection, broadcast_id: int) -> dict[str, Any] | None:
    """One broadcast as it stands, None when there is none of this number."""
    row = connection.execute(select(SMS_BROADCAST).where(SMS_BROADCAST.c.id == broadcast_id)).one_or_none()
    return _line(row) if row is not None else None


def show(connection: Connection, broadcast_id: int) -> dict[str, Any] | None:
    """With its words, and how many of its messages are in each state. Seconds for a million of them."""
    row = connection.execute(select(SMS_BROADCAST).where(SMS_BROADCAST.c.id == broadcast_id)).one_or_none()
    if row is None:
        return None
    recipient = SMS_BROADCAST_RECIPIENT.c
    counted = connection.execute(
        select(SMS_MESSAGE.c.state, func.count().label("messages"))
        .join(SMS_BROADCAST_RECIPIENT, recipient.message_id == SMS_MESSAGE.c.id)
        .where(recipient.broadcast_id == broadcast_id)
        .group_by(SMS_MESSAGE.c.state)
        .order_by(SMS_MESSAGE.c.state)
    )
    # Languages that wait for a translator have the French words: shown once.
    words: dict[str, str] = {}
    for language, template in row.wording["templates"].items():
        if template not in words.values():
            words[language] = template
    return {**_line(row), "messages": {one.state: one.messages for one in counted}, "words": words}


def _line(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "service": row.service,
        "case_state": row.case_state,
        "language": row.language,
        "recipients": row.recipients,
        "fed": row.fed,
        "refused": row.refused,
        "parts": row.parts,
        "cost_xof": row.cost_xof,
        "prepared_by": row.prepared_by,
        "approved_by": row.approved_by,
        "stopped_by": row.stopped_by,
        "created_at": row.created_at,
        "approved_at": row.approved_at,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
    }
