"""Keeps the sums of days and of periods: run by the ticker, a day of a country at a time, again while news may come.

Today is summed too, every five minutes: counting it anew for each reader would cost some 0.3 s at a million cases.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from admin.overview.sources import ROLLED, SOURCES, Days
from admin.overview.tables import OVERVIEW_DAY, OVERVIEW_FIGURE
from admin.overview.window import PERIODS, bounds
from kernel import clock
from kernel.database import Database

# A few more days than the longest period, so that its first one is never missing around midnight.
HISTORY_DAYS = max(PERIODS) + 3
# An operator's statement brings money up to a week late; a posting older than that is dated by its recording.
LATE = timedelta(days=7)
AGAIN_EVERY = timedelta(hours=1)
TODAY_EVERY = timedelta(minutes=5)
# One run sums ten days in some 4 s at a million cases a year; an empty table of 93 days is full within the hour.
DAYS_AT_ONCE = 10
# Thirteen months: last year's same month can still be looked up by hand.
KEPT = timedelta(days=400)

_SUM = {
    measure: text(f"""
        INSERT INTO overview_figure (measure, day, office, item, bucket, country, number, total)
        SELECT '{measure}', s.day, s.office, s.item, s.bucket, :country, s.number, s.total FROM ({source.text}) s
    """)  # noqa: S608 - statements and names of ours
    for measure, source in SOURCES.items()
}

# The sums of a whole period as a measure of their own ("decided90"), on the day that it ends.
_ROLL = text("""
    INSERT INTO overview_figure (measure, day, office, item, bucket, country, number, total)
    SELECT :rolled, :today, office, item, bucket, country, sum(number), sum(total) FROM overview_figure
    WHERE measure = :measure AND day > :before AND day <= :today AND country = :country
    GROUP BY office, item, bucket, country
""")


def sum_days(database: Database, regies: Mapping[str, Sequence[str]], at: datetime) -> int:
    """Sum the days that are missing or may have changed, newest first; how many. ``regies``: country -> codes."""
    with database.transaction() as connection:
        found = [(day, country) for country in regies for day in due(connection, country, at)]
        forget_old(connection, at)
    chosen = sorted(found, reverse=True)[:DAYS_AT_ONCE]
    for day, country in chosen:
        zone = clock.ZONES[country].key
        with database.transaction() as connection:
            _sum_day(connection, Days(country, zone, day, day, tuple(regies[country])), at)
    for country in {country for _, country in chosen}:
        with database.transaction() as connection:
            _roll(connection, country, clock.local_day(country, at))
    return len(chosen)


def due(connection: Connection, country: str, at: datetime) -> list[date]:
    """Today every five minutes; of the days before, those without a whole sum, and young ones each hour."""
    today = clock.local_day(country, at)
    known = summed(connection, country, today - timedelta(days=HISTORY_DAYS))
    days = [today - timedelta(days=number) for number in range(HISTORY_DAYS + 1)]
    return [day for day in days if day not in known or _may_change(country, day, known[day], at)]


def summed(connection: Connection, country: str, first: date) -> dict[date, datetime]:
    """When each day from ``first`` on was summed."""
    found = select(OVERVIEW_DAY.c.day, OVERVIEW_DAY.c.summed_at).where(
        OVERVIEW_DAY.c.country == country, OVERVIEW_DAY.c.day >= first
    )
    return {row.day: row.summed_at for row in connection.execute(found)}


def whole(country: str, day: date, summed_at: datetime) -> bool:
    """Whether the sum was made after the day had ended."""
    return summed_at >= bounds(country, day, day)[1]


def forget_old(connection: Connection, at: datetime) -> None:
    """Delete the sums of days that no page shows any more."""
    old = (at - KEPT).date()
    for measure in SOURCES:
        connection.execute(
            delete(OVERVIEW_FIGURE).where(OVERVIEW_FIGURE.c.measure == measure, OVERVIEW_FIGURE.c.day < old)
        )
    connection.execute(delete(OVERVIEW_DAY).where(OVERVIEW_DAY.c.day < old))


def rolled(measure: str, days: int) -> str:
    """The measure that holds the sums of a whole period."""
    return f"{measure}{days}"


def _roll(connection: Connection, country: str, today: date) -> None:
    """The periods that end today, from the days; those that ended before are of no use any more."""
    figure = OVERVIEW_FIGURE.c
    for measure in ROLLED:
        for days in PERIODS:
            name = rolled(measure, days)
            connection.execute(
                delete(OVERVIEW_FIGURE).where(figure.measure == name, figure.country == country)
            )
            values = {"rolled": name, "measure": measure, "country": country, "today": today}
            connection.execute(_ROLL, {**values, "before": today - timedelta(days=days)})


def _may_change(country: str, day: date, summed_at: datetime, at: datetime) -> bool:
    ended = bounds(country, day, day)[1]
    if summed_at < ended:
        return at >= ended or summed_at <= at - TODAY_EVERY
    return summed_at < ended + LATE and summed_at <= at - AGAIN_EVERY


def _sum_day(connection: Connection, days: Days, at: datetime) -> None:
    """Whoever sums the same day at this moment waits for the row of the day."""
    row = {"country": days.country, "day": days.last, "summed_at": at}
    connection.execute(
        insert(OVERVIEW_DAY)
        .values(row)
        .on_conflict_do_update(index_elements=["country", "day"], set_={"summed_at": at})
    )
    figure = OVERVIEW_FIGURE.c
    connection.execute(
        delete(OVERVIEW_FIGURE).where(
            figure.measure.in_(list(SOURCES)), figure.day == days.last, figure.country == days.country
        )
    )
    values = days.values()
    for statement in _SUM.values():
        connection.execute(statement, values)
