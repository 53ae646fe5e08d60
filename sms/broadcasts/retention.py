"""How long the recipients of a broadcast are kept: long enough to answer who got it, no longer."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT

# After a month nobody asks any more why he got it; the broadcast itself, with its counts, stays.
RECIPIENTS_KEPT = timedelta(days=30)
# Words that nobody approved within a week are old news: approving them later would surprise.
DRAFTS_KEPT = timedelta(days=7)
# Rows a run, within the time of one statement (1.5 s); the next hour takes the rest.
ROWS_A_RUN = 50_000
AUTOMATE = "automate"


def forget_old(connection: Connection, at: datetime) -> int:
    """Stop old drafts, delete old recipients; how many of these."""
    connection.execute(
        update(SMS_BROADCAST)
        .where(SMS_BROADCAST.c.state == "draft", SMS_BROADCAST.c.created_at < at - DRAFTS_KEPT)
        .values(state="stopped", stopped_by=AUTOMATE, ended_at=at)
    )
    recipient = SMS_BROADCAST_RECIPIENT.c
    old = (
        select(recipient.broadcast_id, recipient.number)
        .join(SMS_BROADCAST, SMS_BROADCAST.c.id == recipient.broadcast_id)
        .where(SMS_BROADCAST.c.ended_at < at - RECIPIENTS_KEPT)
        .limit(ROWS_A_RUN)
        .cte("old")
    )
    gone = connection.execute(
        delete(SMS_BROADCAST_RECIPIENT).where(
            recipient.broadcast_id == old.c.broadcast_id, recipient.number == old.c.number
        )
    )
    return gone.rowcount
