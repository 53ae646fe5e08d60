"""Messages that do not leave now, or never: written with the reason, counted, and logged loud enough for an alarm."""

from datetime import datetime, time, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row, update

from kernel import clock
from kernel.phone import country_of
from sms import metrics, outcome
from sms.tables import SMS_MESSAGE

# The new day's budget is there from midnight; nobody is woken for what waited since yesterday.
MORNING = time(8)
_EXPECTED = frozenset({"too_late", "opted_out", "quiet_hours", "paused"})

log = structlog.get_logger(__name__)


def stopped(connection: Connection, row: Row[Any], state: str, reason: str) -> None:
    """It will never leave."""
    outcome.close(connection, row.id, row.state, state, reason)
    _tell(row, reason)


def hold(connection: Connection, row: Row[Any], reason: str, seconds: int) -> int:
    """It stays ``queued``; the seconds given back are for its bell."""
    until = clock.now() + timedelta(seconds=seconds)
    connection.execute(
        update(SMS_MESSAGE).where(SMS_MESSAGE.c.id == row.id).values(reason=reason, not_before=until)
    )
    _tell(row, reason)
    return seconds


def morning(phone: str, at: datetime) -> int:
    """Seconds until tomorrow's MORNING where the phone is."""
    here = clock.local(country_of(phone), at)
    tomorrow = datetime.combine(here.date() + timedelta(days=1), MORNING, here.tzinfo)
    return -(-(tomorrow - here) // timedelta(seconds=1))


def _tell(row: Row[Any], reason: str) -> None:
    metrics.STOPPED.labels(reason).inc()
    level = log.info if reason in _EXPECTED else log.error
    level("sms_not_handed", message_id=str(row.id), reason_code=reason, purpose=row.purpose)
