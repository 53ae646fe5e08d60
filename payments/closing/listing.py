"""Closed days as a list that may be long, and one of them by its number. Closing itself: `day.py`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from payments.closing.tables import DAY_CLOSING


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """``serial`` names it in an address; ``slip`` is its etat de versement as JSON."""

    serial: int
    regie: str
    day: date
    exercice: int
    number: int
    rows: int
    collected_xof: int
    hash: str
    closed_by: str
    closed_at: datetime
    slip: dict[str, Any]


def closed_days(connection: Connection, regie: str, before: date | None, limit: int) -> list[ClosedDay]:
    """Of one regie, newest first, from the day before ``before`` on."""
    query = select(DAY_CLOSING).where(DAY_CLOSING.c.regie == regie).order_by(DAY_CLOSING.c.day.desc())
    if before is not None:
        query = query.where(DAY_CLOSING.c.day < before)
    return [_of(row) for row in connection.execute(query.limit(limit))]


def last_closed(connection: Connection, regies: tuple[str, ...]) -> dict[str, date]:
    """The last closed day of each that has one."""
    query = (
        select(DAY_CLOSING.c.regie, func.max(DAY_CLOSING.c.day).label("day"))
        .where(DAY_CLOSING.c.regie.in_(regies))
        .group_by(DAY_CLOSING.c.regie)
    )
    return {row.regie: row.day for row in connection.execute(query)}


def by_serial(connection: Connection, serial: int) -> ClosedDay | None:
    """None for a number that nothing has."""
    row = connection.execute(select(DAY_CLOSING).where(DAY_CLOSING.c.id == serial)).one_or_none()
    return None if row is None else _of(row)


def _of(row: Row[Any]) -> ClosedDay:
    return ClosedDay(
        row.id, row.regie, row.day, row.exercice, row.number, row.rows, row.collected_xof, row.hash,
        row.closed_by, row.closed_at, row.slip,
    )  # fmt: skip
