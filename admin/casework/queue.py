"""The queue: open cases by how long they wait, paged by keyset so that the millionth page costs what the first does.

Needs the index (administration, state, state_since, id) and its like without the administration, on case_file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, literal, select, tuple_

from admin.people.person import Scope
from cases.lifecycle import OPEN
from cases.tables import CASE_FILE
from catalogue.service import Service
from kernel import clock
from kernel.ids import ReferenceRefused, parse_reference

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one begins behind it."""

    since: datetime
    id: str

    @classmethod
    def of(cls, row: Row[Any]) -> "Cursor":
        """Behind this row."""
        return cls(row.state_since, str(row.id))

    @classmethod
    def read(cls, typed: str) -> "Cursor | None":
        """As ``str`` wrote it; None for anything else, which is the first page (bad-input row 69)."""
        micros, _, name = typed.partition(".")
        try:
            since = datetime.fromtimestamp(0, clock.now().tzinfo) + timedelta(microseconds=int(micros))
            return cls(since, str(UUID(name)))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        epoch = datetime.fromtimestamp(0, self.since.tzinfo)
        return f"{(self.since - epoch) // timedelta(microseconds=1)}.{self.id}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown. ``late``: waits longer than the delay that the service publishes."""

    reference: str
    service: int
    title: str
    state: str
    since: datetime
    opened_at: datetime
    waits: timedelta
    late: bool


def queue(
    connection: Connection, scope: Scope, *, state: str | None, service: int | None, cursor: Cursor | None
) -> Sequence[Any]:
    """PAGE_ROWS rows and one more, which says that there is a next page. Without a state: all open ones."""
    key = (CASE_FILE.c.state_since, CASE_FILE.c.id)
    query = select(*_SHOWN).order_by(*key).limit(PAGE_ROWS + 1)
    query = query.where(CASE_FILE.c.state == state if state else CASE_FILE.c.state.in_(OPEN))
    if scope.administration is not None:
        query = query.where(CASE_FILE.c.administration == scope.administration)
    if service is not None:
        query = query.where(CASE_FILE.c.service == service)
    if cursor is not None:
        query = query.where(
            tuple_(*key) > tuple_(literal(cursor.since), literal(cursor.id, CASE_FILE.c.id.type))
        )
    return connection.execute(query).all()


def line(row: Row[Any], services: Mapping[int, Service]) -> Line:
    """A row of the database as it is shown."""
    service = services.get(row.service)
    hours = service.delay.hours if service is not None else None
    waits = clock.now() - row.opened_at
    return Line(
        row.reference, row.service, service.title.fr if service is not None else "", row.state, row.state_since,
        row.opened_at, waits, late=hours is not None and row.state in OPEN and waits > timedelta(hours=hours),
    )  # fmt: skip


def known(connection: Connection, reference: str) -> bool:
    """Whether any office has this case: a look over the fence is worth a line in the trail."""
    found = select(CASE_FILE.c.id).where(CASE_FILE.c.reference == digits(reference))
    return connection.execute(found).scalar() is not None


def digits(reference: str) -> str:
    """The 12 digits, "" (which no case has) for what is no reference."""
    try:
        return parse_reference(reference)
    except ReferenceRefused:
        return ""


_SHOWN = (
    CASE_FILE.c.id, CASE_FILE.c.reference, CASE_FILE.c.service, CASE_FILE.c.state, CASE_FILE.c.state_since,
    CASE_FILE.c.opened_at,
)  # fmt: skip
