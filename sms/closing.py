"""Messages that no report will settle any more. GOV.UK Notify closes them after the same time."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, select, update

from sms.metrics import STOPPED
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE

# Networks keep trying for 24 to 48 hours and report within minutes of the end; after 72 nothing comes.
NO_REPORT_AFTER = timedelta(hours=72)
REASON = "no_report"

log = structlog.get_logger(__name__)


def sweep(connection: Connection, at: datetime, limit: int) -> int:
    """Close up to ``limit`` messages handed over 72 h before ``at`` and not heard of since, oldest first; how many."""
    message, waiting = SMS_MESSAGE.c, MESSAGE.sources("delivered")
    old = (
        select(message.id)
        .where(message.state.in_(waiting), message.handed_at < at - NO_REPORT_AFTER)
        .order_by(message.handed_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("old")
    )
    closed = connection.execute(
        update(SMS_MESSAGE)
        .where(message.id == old.c.id, message.state.in_(waiting))
        .values(state="expired", reason=REASON, final_at=at)
    ).rowcount
    if closed:
        STOPPED.labels(REASON).inc(closed)
        log.warning("sms_closed_without_report", count=closed)
    return closed
