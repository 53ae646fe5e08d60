"""The figures of a window: the sums of days, and what nobody has summed lately counted now. Draws nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from admin.overview.reach import Reach
from admin.overview.sources import ROLLED, Days, rows
from admin.overview.summing import rolled, summed, whole
from admin.overview.tables import OVERVIEW_FIGURE
from admin.overview.window import Window
from kernel import clock

# The ticker sums today every five minutes; when it has not for fifteen, a page counts for itself.
STALE = timedelta(minutes=15)

DAY = timedelta(days=1)

Sums = dict[tuple[Any, ...], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Live:
    """The days of a country from ``first`` on are counted now; ``missing`` ones before it have no whole sum.

    ``as_of``: when today's figures were true.
    """

    country: str
    first: date
    last: date
    missing: int
    as_of: datetime


@dataclass(slots=True)
class Figures:
    """One reader's look: each measure by whatever columns a part of the page needs, counted now at most once."""

    connection: Connection
    window: Window
    reach: Reach
    live: Sequence[Live]
    _now: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Closed days of the window that nobody has summed yet: the page says so."""
        return max((one.missing for one in self.live), default=0)

    @property
    def as_of(self) -> datetime | None:
        """When the oldest of today's figures was true; None for a reader of nothing."""
        return min((one.as_of for one in self.live), default=None)

    def sums(self, measure: str, by: Sequence[str], *, offices_like: str | None = None) -> Sums:
        """(number, total) by the columns ``by``: the reader's offices, or those that begin with ``offices_like``."""
        found: Sums = {}
        for row in self._closed(measure, by, offices_like):
            found[tuple(row[:-2])] = (int(row[-2]), int(row[-1]))
        for row in self._counted_now(measure):
            if self._theirs(measure, row.office, offices_like):
                key = tuple(getattr(row, name) for name in by)
                number, total = found.get(key, (0, 0))
                found[key] = (number + int(row.number), total + int(row.total))
        return found

    def _closed(self, measure: str, by: Sequence[str], offices_like: str | None) -> Iterable[Any]:
        figure = OVERVIEW_FIGURE.c
        columns = [figure[name] for name in by]
        query = (
            select(*columns, func.sum(figure.number), func.sum(figure.total))
            .where(*(self._period(measure) if self._is_rolled(measure, by) else self._days(measure)))
            .group_by(*columns)
        )
        offices = self._offices(measure)
        if offices is not None:
            query = query.where(figure.office.in_(offices))
        if offices_like is not None:
            query = query.where(figure.office.startswith(offices_like, autoescape=True))
        # At once: fetched row by row, some five thousand cost a third of the page.
        return self.connection.execute(query).all()

    def _is_rolled(self, measure: str, by: Sequence[str]) -> bool:
        """Whether the period was summed with today: only while the ticker works."""
        fresh = all(one.first > one.last for one in self.live)
        return measure in ROLLED and "day" not in by and fresh

    def _period(self, measure: str) -> Sequence[ColumnElement[bool]]:
        figure = OVERVIEW_FIGURE.c
        ends = [and_(figure.country == one.country, figure.day == one.last) for one in self.live]
        return figure.measure == rolled(measure, self.window.days), or_(false(), *ends)

    def _days(self, measure: str) -> Sequence[ColumnElement[bool]]:
        figure = OVERVIEW_FIGURE.c
        return figure.measure == measure, figure.day >= self.window.first, self._summed()

    def _summed(self) -> ColumnElement[bool]:
        """The days before those that are counted now: at its midnight Benin is a day ahead for an hour."""
        figure = OVERVIEW_FIGURE.c
        until = [and_(figure.country == one.country, figure.day < one.first) for one in self.live]
        return and_(figure.day <= self.window.today, or_(false(), *until))

    def _counted_now(self, measure: str) -> list[Any]:
        if measure not in self._now:
            self._now[measure] = [row for one in self.live for row in self._rows(measure, one)]
        return self._now[measure]

    def _rows(self, measure: str, one: Live) -> Iterable[Any]:
        if one.first > one.last:
            return ()
        zone = clock.ZONES[one.country].key
        days = Days(one.country, zone, one.first, one.last, tuple(self.reach.regies[one.country]))
        return (row for row in rows(self.connection, measure, days) if row.day <= self.window.today)

    def _theirs(self, measure: str, office: str, offices_like: str | None) -> bool:
        offices = self._offices(measure)
        return (offices is None or office in offices) and office.startswith(offices_like or "")

    def _offices(self, measure: str) -> tuple[str, ...] | None:
        # Networks and countries are no offices: what of them a reader sees is asked for by ``offices_like``.
        return None if measure in ("dropped", "messages") else self.reach.offices(measure)


def look(connection: Connection, window: Window, reach: Reach, at: datetime) -> Figures:
    """What a page asks of; the connection must stay open."""
    live = [_live(connection, country, window, at) for country in reach.countries]
    return Figures(connection, window, reach, live)


def _live(connection: Connection, country: str, window: Window, at: datetime) -> Live:
    today = clock.local_day(country, at)
    known = summed(connection, country, window.first)
    closed = {day for day, summed_at in known.items() if whole(country, day, summed_at)}
    fresh = today in known and known[today] > at - STALE
    counted = 0 if fresh else 1 if today - DAY in closed else 2
    first = today - (counted - 1) * DAY
    missing = [day for day in window.each() if day < min(first, today) and day not in closed]
    return Live(country, first, today, len(missing), known[today] if fresh else at)
