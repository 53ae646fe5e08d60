"""Days of a register: whole days as the wall clock of the regie's country cuts them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kernel import clock


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` to ``end``, both included, in ``country``: the same instant may fall on two days."""

    start: date
    end: date
    country: str

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The first instant in, and the first one out."""
        return self._midnight(self.start), self._midnight(self.end + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=clock.ZONES[self.country]).astimezone(UTC)


def exercice(year: int, country: str) -> Period:
    """The calendar year: the budget year of both countries."""
    return Period(date(year, 1, 1), date(year, 12, 31), country)
