"""What must hold of messages at any time, for ``guichet check``: queries that find the broken ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, String, cast, exists, select

from kernel import clock
from kernel.outbox import OUTBOX
from sms.outbox import TOPIC
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE, SMS_REPORT

# A hand-over takes 10 s and its lease 60 s: ten minutes later nobody is coming back by himself.
STUCK_AFTER = timedelta(minutes=10)
SHOWN_MAX = 100


def broken(connection: Connection) -> dict[str, list[str]]:
    """Name of each broken invariant -> ids of the messages that break it, at most SHOWN_MAX."""
    found = {
        name: [str(row) for row in connection.execute(query.limit(SHOWN_MAX)).scalars()]
        for name, query in queries(clock.now()).items()
    }
    return {name: ids for name, ids in found.items() if ids}


def queries(at: datetime) -> Mapping[str, Select[tuple[object]]]:
    """The queries as of ``at``."""
    stuck = at - STUCK_AFTER
    message, report = SMS_MESSAGE.c, SMS_REPORT.c
    bell = exists().where(
        OUTBOX.c.topic == TOPIC,
        OUTBOX.c.subject == cast(message.id, String),
        OUTBOX.c.done_at.is_(None),
        OUTBOX.c.parked_at.is_(None),
        OUTBOX.c.due_at > stuck,
    )
    unsettled = exists().where(
        report.provider == message.provider,
        report.provider_id == message.provider_id,
        report.state.in_(MESSAGE.final),
    )
    return {
        "no message is in hand for more than 10 minutes": select(message.id).where(
            message.state == "handed", message.handed_at < stuck
        ),
        "every queued message has a bell that is not 10 minutes late": select(message.id).where(
            message.state == "queued", message.created_at < stuck, ~bell
        ),
        "every final report of a message of ours was applied": select(message.id).where(
            message.state.not_in(MESSAGE.final), unsettled
        ),
    }
