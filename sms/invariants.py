"""What must hold of messages at any time, for ``guichet check``: queries that find the broken ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, String, cast, exists, func, select

from kernel import clock
from kernel.outbox import OUTBOX
from sms.outbox import TOPIC
from sms.routing.tables import SMS_PROVIDER_WEIGHT
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE, SMS_REPORT

# A hand-over takes 10 s and its lease 60 s: ten minutes later nobody is coming back by himself.
STUCK_AFTER = timedelta(minutes=10)
# The sweep closes them after 72 h and runs each hour; a day late means that it does not run.
UNREPORTED_AFTER = timedelta(hours=96)
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
    # By an id: EXISTS (SELECT *) would need the right to read every column, the sealed ones too.
    bell = exists(OUTBOX.c.id).where(
        OUTBOX.c.topic == TOPIC,
        OUTBOX.c.subject == cast(message.id, String),
        OUTBOX.c.done_at.is_(None),
        OUTBOX.c.parked_at.is_(None),
        OUTBOX.c.due_at > stuck,
    )
    unsettled = exists(report.id).where(
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
        "an answer left by the provider that it answers to": select(message.id).where(
            message.via_provider.is_not(None),
            message.provider.is_not(None),
            message.provider != message.via_provider,
        ),
        "no message left after its end": select(message.id).where(
            message.handed_at.is_not(None), message.handed_at >= message.expires_at
        ),
        "no message waits for a report for more than 4 days": select(message.id).where(
            message.state.in_(MESSAGE.sources("delivered")), message.handed_at < at - UNREPORTED_AFTER
        ),
        "the points of the providers are as many as at rest": _points(),
        "every final report of a message of ours was applied": select(message.id).where(
            message.state.not_in(MESSAGE.final), unsettled
        ),
    }


def _points() -> Select[tuple[object]]:
    """Points are moved, never made."""
    weight = SMS_PROVIDER_WEIGHT.c
    drifted = select(func.sum(weight.weight) - func.sum(weight.resting)).scalar_subquery()
    return select(weight.provider).where(drifted != 0)
