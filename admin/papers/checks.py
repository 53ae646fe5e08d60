"""Who looked, as the log has it: when, where, by which channel, with what answer. Never who: a blind index alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, literal, select, tuple_

from admin.cursor import Cursor
from kernel.crypto import Keyring
from verification.registry import seals
from verification.registry.check_tables import DOCUMENT_CHECK

PAGE_ROWS = 50
DAYS = 14
# Beyond this a day says "more than": two weeks of counting stay within a tenth of a second.
COUNTED_MAX = 10_000
# Six letters tell the few who look at one paper apart, and find nobody.
PSEUDONYM = 6
GOOD = ("VALID", "VALID_LIST_OLD", "valid")
_ROW = DOCUMENT_CHECK.c
_SHOWN = (
    _ROW.id,
    _ROW.at,
    _ROW.verdict,
    _ROW.channel,
    _ROW.place,
    _ROW.purpose,
    _ROW.checker_index,
    _ROW.kid,
)
Kids = frozenset[bytes] | None


@dataclass(frozen=True, slots=True)
class Day:
    """``other``: those whose answer was not "valid". ``more``: there were more than COUNTED_MAX."""

    day: date
    count: int
    other: int

    @property
    def more(self) -> bool:
        return self.count >= COUNTED_MAX


def of_number(connection: Connection, keyring: Keyring, number: str) -> Sequence[Any]:
    """The newest 50 of one paper. Needs the index (number_index, at)."""
    query = select(*_SHOWN).where(_ROW.number_index == seals.number_index(keyring, number))
    return connection.execute(query.order_by(_ROW.at.desc()).limit(PAGE_ROWS)).all()


def latest(connection: Connection, kids: Kids, cursor: Cursor | None) -> Sequence[Any]:
    """Newest first; ``kids``: only papers of these keys, None for all, also what was no paper of ours."""
    key = (_ROW.at, _ROW.id)
    query = (
        select(*_SHOWN).where(*_of(kids)).order_by(*(column.desc() for column in key)).limit(PAGE_ROWS + 1)
    )
    if cursor is not None:
        query = query.where(tuple_(*key) < tuple_(literal(cursor.at), literal(cursor.id, _ROW.id.type)))
    return connection.execute(query).all()


def behind(row: Row[Any]) -> Cursor:
    """The next page begins after this row."""
    return Cursor(row.at, str(row.id))


def days(connection: Connection, kids: Kids, at: datetime) -> list[Day]:
    """The last 14 days in the zone of ``at``, the newest first, those without any left out."""
    found = [_day(connection, kids, at.date() - timedelta(days=back), at) for back in range(DAYS)]
    return [day for day in found if day.count]


def _day(connection: Connection, kids: Kids, day: date, at: datetime) -> Day:
    begin = datetime.combine(day, time(), at.tzinfo)
    some = (
        select(_ROW.verdict)
        .where(_ROW.at >= begin, _ROW.at < begin + timedelta(days=1), *_of(kids))
        .limit(COUNTED_MAX)
        .subquery()
    )
    good = func.count().filter(some.c.verdict.in_(GOOD))
    count, fine = connection.execute(select(func.count(), good).select_from(some)).one()
    return Day(day, count, count - fine)


def _of(kids: Kids) -> list[ColumnElement[bool]]:
    return [] if kids is None else [_ROW.kid.in_(sorted(kids))]
