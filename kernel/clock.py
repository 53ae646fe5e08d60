"""The only place that reads the time. Stored times are UTC; days are cut where the citizen lives."""

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as midnight
from zoneinfo import ZoneInfo

# Mali keeps UTC+0 and Benin UTC+1 all year: the same instant can fall on two days.
ZONES = {"ML": ZoneInfo("Africa/Bamako"), "BJ": ZoneInfo("Africa/Porto-Novo")}


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds of a clock that never jumps: for durations and deadlines, never stored."""
    return time.monotonic()


def local(country: str, at: datetime) -> datetime:
    """``at`` as the wall clock of ``country`` ("ML", "BJ") shows it; UTC elsewhere."""
    return at.astimezone(ZONES.get(country, UTC))


def local_day(country: str, at: datetime) -> date:
    """The calendar day of ``at`` in ``country``: what a day's closing is cut on."""
    return local(country, at).date()


def day_bounds(country: str, day: date) -> tuple[datetime, datetime]:
    """The first instant of a day in ``country``, and the first after it."""
    zone = ZONES[country]
    return (
        datetime.combine(day, midnight.min, tzinfo=zone),
        datetime.combine(day + timedelta(days=1), midnight.min, tzinfo=zone),
    )


def sleep(seconds: float) -> None:
    """Wait between two rounds of a loop; never to wait for an event that can be observed."""
    time.sleep(seconds)
