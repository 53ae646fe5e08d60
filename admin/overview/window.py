"""Which days the overview is about: a choice of three periods, cut where the citizens live."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel import clock

PERIODS = (7, 30, 90)
USUAL = 30
COUNTRIES = ("ML", "BJ")


@dataclass(frozen=True, slots=True)
class Window:
    """``days`` days, the last of them ``today``, which has not ended."""

    days: int
    today: date

    @property
    def first(self) -> date:
        """The first day."""
        return self.today - timedelta(days=self.days - 1)

    def each(self) -> list[date]:
        """Every day, oldest first."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


def chosen(days: int | None, at: datetime) -> Window:
    """The window of a period of the list; any other number is the usual one."""
    return Window(days if days in PERIODS else USUAL, clock.local_day(COUNTRIES[0], at))


def bounds(country: str, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first instant of ``first`` up to the first one after ``last``, on the clock of ``country``."""
    zone = clock.ZONES[country]
    return (
        datetime.combine(first, time.min, zone),
        datetime.combine(last + timedelta(days=1), time.min, zone),
    )
