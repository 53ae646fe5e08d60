"""The queue: cases by how long they wait, paged by keyset so that the millionth page costs what the first does.

PostgreSQL does not merge ``state IN (...)`` in the order of an index, so each state is a stream of its own and
the page is merged of their first rows. Needs ix_case_file_queue, _age, _region, _service and _late.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, tuple_, union_all

from admin.cursor import Cursor
from admin.people.person import Scope
from cases.lifecycle import OPEN
from cases.tables import CASE_FILE
from catalogue.service import Service
from kernel import clock

PAGE_ROWS = 50
# Beyond this the page says "100+": each late case is a row to look at, and nobody reads a greater number.
LATE_MAX = 100

Services = Mapping[int, Service]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page was asked for. ``late``: past the published delay, oldest deposit first; only of open cases."""

    state: str | None = None
    service: int | None = None
    region: str | None = None
    late: bool = False


def queue(
    connection: Connection, scope: Scope, wanted: Wanted, services: Services, cursor: Cursor | None = None
) -> Sequence[Row[Any]]:
    """PAGE_ROWS rows and one more, which says that there is a next page. Without a state: all open ones."""
    query = statement(scope, wanted, services, cursor)
    return () if query is None else connection.execute(query).all()


def statement(scope: Scope, wanted: Wanted, services: Services, cursor: Cursor | None) -> Select[Any] | None:
    """The query of one page; None when nothing can be in it."""
    key, streams = sort_key(wanted), []
    for conditions in _streams(scope, wanted, services):
        if cursor is not None:
            behind = tuple_(literal(cursor.at), literal(cursor.id, CASE_FILE.c.id.type))
            conditions = (*conditions, tuple_(*key) > behind)
        streams.append(select(*_SHOWN).where(*conditions).order_by(*key).limit(PAGE_ROWS + 1))
    if not streams:
        return None
    page = union_all(*streams).subquery()
    order = (page.c[key[0].name], page.c.id)
    return select(page).order_by(*order).limit(PAGE_ROWS + 1)


def late_count(connection: Connection, scope: Scope, services: Services) -> int:
    """Open cases beyond the published delay, counted to LATE_MAX."""
    streams = [
        select(CASE_FILE.c.id).where(*conditions).limit(LATE_MAX)
        for conditions in _streams(scope, Wanted(late=True), services)
    ]
    if not streams:
        return 0
    some: Select[Any] = select(union_all(*streams).subquery()).limit(LATE_MAX)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def sort_key(wanted: Wanted) -> tuple[Any, Any]:
    """The columns of the order: since when it waits in its state, or since when it was deposited."""
    return (CASE_FILE.c.opened_at if wanted.late else CASE_FILE.c.state_since), CASE_FILE.c.id


def _streams(scope: Scope, wanted: Wanted, services: Services) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """One set of conditions for each stretch of an index that is in order by itself."""
    states = [wanted.state] if wanted.state else list(OPEN)
    if wanted.late:
        states = [state for state in states if state in OPEN]
    for state in states:
        for region in _regions(scope, wanted):
            for service in _services(scope, wanted, services):
                yield (CASE_FILE.c.state == state, *_office(scope), *region, *service)


def _office(scope: Scope) -> Iterator[ColumnElement[bool]]:
    if scope.administration is not None:
        yield CASE_FILE.c.administration == scope.administration


def _regions(scope: Scope, wanted: Wanted) -> list[tuple[ColumnElement[bool], ...]]:
    """Nobody's and one's own, for who works for a region; else what was asked for."""
    if scope.region is not None:
        mine, nobodys = CASE_FILE.c.region == scope.region, CASE_FILE.c.region.is_(None)
        return [(mine,)] if wanted.region else [(mine,), (nobodys,)]
    return [(CASE_FILE.c.region == wanted.region,)] if wanted.region else [()]


def _services(scope: Scope, wanted: Wanted, services: Services) -> list[tuple[ColumnElement[bool], ...]]:
    if not wanted.late:
        return [(CASE_FILE.c.service == wanted.service,)] if wanted.service is not None else [()]
    return [
        (CASE_FILE.c.service == service.number, CASE_FILE.c.opened_at < clock.now() - timedelta(hours=hours))
        for service in services.values()
        if (hours := service.delay.hours) is not None
        and wanted.service in (None, service.number)
        and scope.administration in (None, service.administration)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown. ``due_at``: until when the published delay lasts, None where none is published.

    ``late_days``: calendar days beyond it, at least 1 once it is past; 0 before, and for a case that is closed.
    """

    reference: str
    service: int
    state: str
    since: datetime
    opened_at: datetime
    region: str
    waits: timedelta
    due_at: datetime | None
    late_days: int


def line(row: Row[Any], services: Services) -> Line:
    """A row of the database as it is shown."""
    service, now = services.get(row.service), clock.now()
    hours = service.delay.hours if service is not None else None
    due = None if hours is None or row.state not in OPEN else row.opened_at + timedelta(hours=hours)
    late = 0 if service is None or due is None or due >= now else _days(service.country, due, now)
    return Line(
        row.reference, row.service, row.state, row.state_since, row.opened_at, row.region or "",
        now - row.opened_at, due, late,
    )  # fmt: skip


def _days(country: str, due: datetime, now: datetime) -> int:
    """Calendar days between, as the page shows the date; the day itself counts as one."""
    return max((clock.local_day(country, now) - clock.local_day(country, due)).days, 1)


_SHOWN = (
    CASE_FILE.c.id, CASE_FILE.c.reference, CASE_FILE.c.service, CASE_FILE.c.state, CASE_FILE.c.state_since,
    CASE_FILE.c.opened_at, CASE_FILE.c.region,
)  # fmt: skip
