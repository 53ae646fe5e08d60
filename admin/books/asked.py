"""Which register, whose and of which days: read from the address, every part brought within its bounds."""

from dataclasses import dataclass
from datetime import date, timedelta

from admin.books import regies
from admin.books.rest import SKIPPED, Rest
from admin.cursor import Cursor
from admin.doors import form
from admin.parts import parts
from admin.people.person import Scope
from catalogue.accounting_regie import Regie
from kernel import clock
from payments.registers.period import Period

# A budget year and its day of leap; the years that four digits of a date field may honestly mean.
DAYS_MAX = 366
FIRST, LAST = date(2020, 1, 1), date(2099, 12, 31)
FIRST_REGISTER = "journal"


@dataclass(frozen=True, slots=True)
class Asked:
    """``regie`` None: all of them, with the days of ``period``'s country."""

    name: str
    regie: Regie | None
    period: Period
    account: str
    cursor: Cursor | None

    @property
    def regie_code(self) -> str | None:
        """As the registers take it."""
        return None if self.regie is None else self.regie.code

    @property
    def left(self) -> Period:
        """The period, or what the cursor leaves of it."""
        if self.cursor is None:
            return self.period
        return Rest(self.period.start, self.period.end, self.period.country, self.cursor)

    @property
    def query(self) -> dict[str, str]:
        """What an address repeats to ask the same again."""
        chosen = self.period.country if self.regie is None else self.regie.code
        said = {"register": self.name, "regie": chosen, "since": self.period.start.isoformat(),
                "until": self.period.end.isoformat(), "account": self.account}  # fmt: skip
        return {name: value for name, value in said.items() if value}


def read(scope: Scope, permission: str, known: frozenset[str], of_regie: frozenset[str]) -> Asked | None:
    """What the address asks for; None for somebody who has no regie at all. 404 for another's (audited)."""
    mine = regies.seen(scope)
    if not mine:
        return None
    name = form.asked("register")
    name = name if name in known else FIRST_REGISTER
    chosen = form.asked("regie")
    everything = scope.administration is None and name not in of_regie
    regie: Regie | None = None
    if chosen in clock.ZONES or not chosen:
        regie = None if everything else next((each for each in mine if each.country == chosen), mine[0])
    else:
        regie = regies.one(chosen, scope, permission)
    country = regie.country if regie is not None else chosen if chosen in clock.ZONES else mine[0].country
    return Asked(name, regie, _period(country), _account(country), Cursor.read(form.asked("from"), SKIPPED))


def _period(country: str) -> Period:
    today = clock.local_day(country, clock.now())
    start, end = _day("since") or today.replace(day=1), _day("until") or today
    first, last = min(start, end), max(start, end)
    return Period(first, min(last, first + timedelta(days=DAYS_MAX - 1)), country)


def _day(name: str) -> date | None:
    try:
        return min(max(date.fromisoformat(form.asked(name)), FIRST), LAST)
    except ValueError:
        return None


def _account(country: str) -> str:
    """One of the country's chart, else the first that takes operators' money."""
    chart = [account.code for account in parts().books.accounting.accounts if account.country == country]
    typed = form.asked("account")
    return typed if typed in chart else chart[0] if chart else ""
