"""What a plan is made of while it is drawn: the dice, the days, the prices, and everything that was drawn so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from catalogue.accounting_plan import Accounting
from catalogue.catalogue import Catalogue
from gateway.demo.month.citizen import Citizen, people
from gateway.demo.month.moment import Moment, Subject
from gateway.demo.month.payments_planned import Paying
from gateway.demo.month.requests import Kind
from gateway.demo.month.rhythm import weight
from kernel import clock

DAYS = 30
CITIZENS = {"ML": 640, "BJ": 400}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request or tax as it was planned, and the moments of its way through the office."""

    subject: Subject
    amount_xof: int
    paying: Paying | None
    course: tuple[Moment, ...] = ()
    kind: Kind | None = None

    def when(self, state: str) -> datetime | None:
        """When it reaches ``state``, None when it does not."""
        return next((each.at for each in self.course if each.details["to"] == state), None)


@dataclass
class Planned:
    """``anchor`` is where the month ends; what is drawn beyond it is left out in the end."""

    draw: Random
    anchor: datetime
    catalogue: Catalogue
    accounting: Accounting
    moments: list[Moment] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    citizens: dict[str, list[Citizen]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.citizens = {country: people(self.draw, country, many) for country, many in CITIZENS.items()}

    @property
    def today(self) -> date:
        return clock.local_day("ML", self.anchor)

    def days(self) -> list[date]:
        """The days of the month, the day of the anchor being the last."""
        return [self.today - timedelta(days=back) for back in range(DAYS, -1, -1)]

    def spread(self, many: int, *, paid: bool) -> Iterator[date]:
        """``many`` days, as often each as the week and the salaries have it."""
        days = self.days()
        yield from self.draw.choices(days, [weight(day, paid=paid) for day in days], k=many)

    def citizen(self, country: str) -> Citizen:
        """Anybody of the country: some ask twice in a month."""
        return self.draw.choice(self.citizens[country])

    def add(self, *moments: Moment) -> None:
        """They happen."""
        self.moments += moments
