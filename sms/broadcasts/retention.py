"""How long the recipients of a broadcast are kept: long enough to answer who got it, no longer."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from kernel.oldest import ROWS_MAX
from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT

# After a month nobody asks any more why he got it; the broadcast itself, with its counts, stays.
RECIPIENTS_KEPT = timedelta(days=30)
# Words that nobody approved within a week are old news: approving them later would surprise.
DRAFTS_KEPT = timedelta(days=7)
AUTOMATE = "automate"


def forget_old(connection: Connection, at: datetime) -> int:
    """Stop old drafts, delete some of the old recipients of one broadcast; how many of these: 0 when none is left."""
    connection.execute(
        update(SMS_BROADCAST)
        .where(SMS_BROADCAST.c.state == "draft", SMS_BROADCAST.c.created_at < at - DRAFTS_KEPT)
        .values(state="stopped", stopped_by=AUTOMATE, ended_at=at)
    )
    recipient = SMS_BROADCAST_RECIPIENT.c
    first = select(recipient.number).where(recipient.broadcast_id == SMS_BROADCAST.c.id)
    broadcast = connection.execute(
        select(SMS_BROADCAST.c.id)
        # One look at the key for each old broadcast: an EXISTS may be planned as a read of every recipient there is.
        .where(
            SMS_BROADCAST.c.ended_at < at - RECIPIENTS_KEPT,
            first.order_by(recipient.number).limit(1).scalar_subquery().is_not(None),
        )
        .limit(1)
    ).scalar()
    if broadcast is None:
        return 0
    of_it = recipient.broadcast_id == broadcast
    old = select(recipient.number).where(of_it).order_by(recipient.number).limit(ROWS_MAX)
    return connection.execute(
        delete(SMS_BROADCAST_RECIPIENT).where(of_it, recipient.number.in_(old))
    ).rowcount
