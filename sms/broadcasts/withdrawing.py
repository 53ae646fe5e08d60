"""The messages of a stopped broadcast that are still ours: they are taken back before a provider gets them."""

from datetime import datetime

from sqlalchemy import Connection, String, cast, func, select, update

from sms.broadcasts.tables import SMS_BROADCAST
from sms.tables import SMS_MESSAGE

PURPOSE = "broadcast"
REASON = "stopped"


def withdraw(connection: Connection, at: datetime) -> int:
    """Fail every queued message of every stopped broadcast; how many. Those in a worker's hands are left alone.

    Run again by the feeder: a message that was in hand when its broadcast stopped may have come back to the queue.
    """
    message = SMS_MESSAGE.c
    # An open message of this purpose is one of 40: reading its key beats an index over a million recipients.
    stopped = (
        select(message.id)
        .join(SMS_BROADCAST, cast(SMS_BROADCAST.c.id, String) == func.split_part(message.dedupe_key, ":", 2))
        .where(message.state == "queued", message.purpose == PURPOSE, SMS_BROADCAST.c.state == "stopped")
        .with_for_update(of=SMS_MESSAGE, skip_locked=True)
        .cte("stopped")
    )
    gone = connection.execute(
        update(SMS_MESSAGE)
        .where(message.id == stopped.c.id, message.state == "queued")
        .values(state="failed", reason=REASON, final_at=at)
    )
    return gone.rowcount


def dedupe_key(broadcast_id: int, number: int) -> str:
    """The key of a recipient's message: the queue holds it once, whoever feeds it."""
    return f"{PURPOSE}:{broadcast_id}:{number}"


def prefix(broadcast_id: int) -> str:
    """How the keys of a broadcast's messages begin."""
    return dedupe_key(broadcast_id, 0)[:-1]
