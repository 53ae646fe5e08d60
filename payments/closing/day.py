"""Closing a regie's day: in order, once, only a day that has ended, and one in doubt only for somebody who says so."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from catalogue.accounting_plan import Accounting
from kernel import audit, clock
from payments.closing import doubt, slip
from payments.closing.digest import GENESIS, digest
from payments.closing.doubt import Doubtful
from payments.closing.tables import CLOSING_LOCK, DAY_CLOSING
from payments.ledger.tables import LEDGER_JOURNAL

# A regie that was never closed for longer is closed year by year.
DAYS_MAX = 400


class NotClosable(ValueError):
    """Nothing was closed: unknown regie, a day that has not ended, or not the next one. Says which is next."""

    retry = False


class DayInDoubt(NotClosable):
    """Nothing was closed: ``doubts`` have no verdict yet. Whoever asks again may close with them.

    Money of theirs that moves later is written on the next open day, with its true date beside it.
    """

    def __init__(self, regie: str, day: date, doubts: tuple[Doubtful, ...]) -> None:
        super().__init__(f"{len(doubts)} in doubt on {day.isoformat()} of {regie}")
        self.regie, self.day, self.doubts = regie, day, doubts


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed day; ``slip`` is its etat de versement as JSON."""

    regie: str
    day: date
    number: int
    rows: int
    collected_xof: int
    hash: str
    slip: dict[str, Any]


def due(connection: Connection, accounting: Accounting, regie: str, at: datetime) -> list[date]:
    """The days that can be closed now, oldest first; none for a regie that never collected anything."""
    first = _next(connection, regie, _country(accounting, regie))
    if first is None:
        return []
    today = clock.local_day(_country(accounting, regie), at)
    return [first + timedelta(days=n) for n in range(min((today - first).days, DAYS_MAX))]


def close(
    connection: Connection, accounting: Accounting, *, regie: str, day: date, by: str, at: datetime,
    with_doubt: bool = False,
) -> Closing:  # fmt: skip
    """Freeze the day. Call it in a transaction of its own: postings of the regie wait for it.

    Raises NotClosable; DayInDoubt for a day in doubt, unless ``with_doubt``: slip and trail then say what was.
    """
    country = _country(accounting, regie)
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(regie, CLOSING_LOCK))))
    _check(connection, regie, country, day, at)
    doubts = doubt.doubts(connection, regie, country, day)
    if doubts and not with_doubt:
        raise DayInDoubt(regie, day, doubts)
    last = _last(connection, regie)
    previous = last.hash if last else GENESIS
    found = digest(connection, regie, country, day, previous)
    number = _number(connection, regie, day.year)
    drawn = slip.draw(connection, accounting, regie=regie, day=day, number=number)
    drawn |= {"rows": found.rows, "hash": found.hash, "previous": previous, "closed_by": by}
    # A sheet that is signed says what was not certain when it was drawn.
    drawn["doubts"] = [asdict(each) for each in doubt.sums(doubts)]
    connection.execute(
        insert(DAY_CLOSING).values(
            regie=regie, day=day, zone=clock.ZONES[country].key, exercice=day.year, number=number, rows=found.rows,
            collected_xof=drawn["total_xof"], previous=previous, hash=found.hash, slip=drawn, closed_by=by,
            closed_at=at,
        )
    )  # fmt: skip
    said = {"hash": found.hash, "rows": found.rows, "in_doubt": len(doubts)}
    audit.append(connection, f"staff:{by}", "day.close", f"{regie}:{day}", said)
    return Closing(regie, day, number, found.rows, drawn["total_xof"], found.hash, drawn)


def find(connection: Connection, regie: str, day: date) -> Closing | None:
    """A closed day, None for one that is open."""
    row = connection.execute(
        select(DAY_CLOSING).where(DAY_CLOSING.c.regie == regie, DAY_CLOSING.c.day == day)
    ).one_or_none()
    return None if row is None else _closing(row)


def list_closings(connection: Connection, regie: str | None = None, limit: int = 200) -> list[Closing]:
    """Closed days, newest first."""
    query = (
        select(DAY_CLOSING).order_by(DAY_CLOSING.c.day.desc(), DAY_CLOSING.c.regie).limit(min(limit, 1000))
    )
    if regie is not None:
        query = query.where(DAY_CLOSING.c.regie == regie)
    return [_closing(row) for row in connection.execute(query)]


def _check(connection: Connection, regie: str, country: str, day: date, at: datetime) -> None:
    following = _next(connection, regie, country)
    if following is None:
        raise NotClosable("this regie has collected nothing yet")
    if day != following:
        raise NotClosable(f"the next day to close is {following.isoformat()}")
    if day >= clock.local_day(country, at):
        raise NotClosable("the day has not ended")


def _country(accounting: Accounting, regie: str) -> str:
    if regie not in accounting.regies:
        raise NotClosable("no such regie")
    return accounting.regies[regie].country


def _last(connection: Connection, regie: str) -> Row[Any] | None:
    return connection.execute(
        select(DAY_CLOSING).where(DAY_CLOSING.c.regie == regie).order_by(DAY_CLOSING.c.day.desc()).limit(1)
    ).one_or_none()


def _next(connection: Connection, regie: str, country: str) -> date | None:
    last = _last(connection, regie)
    if last is not None:
        return last.day + timedelta(days=1)  # type: ignore[no-any-return]
    first = connection.execute(
        select(func.min(LEDGER_JOURNAL.c.occurred_at)).where(LEDGER_JOURNAL.c.regie == regie)
    ).scalar()
    return None if first is None else clock.local_day(country, first)


def _number(connection: Connection, regie: str, year: int) -> int:
    last = connection.execute(
        select(func.max(DAY_CLOSING.c.number)).where(
            DAY_CLOSING.c.regie == regie, DAY_CLOSING.c.exercice == year
        )
    ).scalar()
    return (last or 0) + 1


def _closing(row: Row[Any]) -> Closing:
    return Closing(row.regie, row.day, row.number, row.rows, row.collected_xof, row.hash, row.slip)
