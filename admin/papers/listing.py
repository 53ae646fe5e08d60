"""Sealed documents newest first, paged by keyset: the last page costs what the first does.

One query a service of the office, each behind its own index (service, issued_at, number), then merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, select, true, tuple_, union_all

from admin.cursor import Cursor
from admin.papers import offices
from admin.people.person import Scope
from catalogue.catalogue import Catalogue
from verification.registry.tables import SEALED_DOCUMENT

PAGE_ROWS = 50
_ROW = SEALED_DOCUMENT.c
_SHOWN = (
    _ROW.number, _ROW.kind, _ROW.copy_kind, _ROW.state, _ROW.issuer, _ROW.service, _ROW.subject, _ROW.issued_at,
    _ROW.expires_at,
)  # fmt: skip
_KEY = (_ROW.issued_at, _ROW.number)


@dataclass(frozen=True, slots=True)
class Asked:
    """``kind`` a number of `doc_type`, ``state`` of the register's machine; None: all."""

    kind: int | None = None
    state: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Of the query."""
        found: list[ColumnElement[bool]] = []
        if self.kind is not None:
            found.append(_ROW.kind == self.kind)
        if self.state is not None:
            found.append(_ROW.state == self.state)
        return found


def papers(
    connection: Connection, catalogue: Catalogue, scope: Scope, asked: Asked, cursor: Cursor | None
) -> Sequence[Any]:
    """PAGE_ROWS rows and one more, which says that there is a next page."""
    office = scope.administration
    parts = [true()] if office is None else list(offices.conditions(catalogue, office))
    queries = [_page(part, asked, cursor) for part in parts]
    if len(queries) == 1:
        return connection.execute(queries[0]).all()
    merged = union_all(*(select(query.subquery()) for query in queries)).subquery()
    last = (merged.c.issued_at.desc(), merged.c.number.desc())
    return connection.execute(select(merged).order_by(*last).limit(PAGE_ROWS + 1)).all()


def behind(row: Row[Any]) -> Cursor:
    """The next page begins after this row."""
    return Cursor(row.issued_at, row.number)


def _page(part: ColumnElement[bool], asked: Asked, cursor: Cursor | None) -> Select[Any]:
    query = select(*_SHOWN).where(part, *asked.conditions)
    if cursor is not None:
        query = query.where(tuple_(*_KEY) < tuple_(literal(cursor.at), literal(cursor.id)))
    return query.order_by(*(column.desc() for column in _KEY)).limit(PAGE_ROWS + 1)
