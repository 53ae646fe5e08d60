"""Streaming of a register's rows: a cursor on the server, so that a year takes no more memory than a page."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, TextClause

PAGE = 500  # Rows fetched at a time: some 100 kB, and far under the time that one statement may take.

Shown = TypeVar("Shown")


def stream(
    connection: Connection, shape: type[Shown], query: TextClause, values: dict[str, Any]
) -> Iterator[Shown]:
    """The rows of ``query`` as dataclasses ``shape``, by the names of its columns.

    Read it inside the transaction. A register that others may be writing to is consistent within itself: one
    statement sees one moment.
    """
    names = [field.name for field in fields(shape)]  # type: ignore[arg-type]
    options = {"stream_results": True, "yield_per": PAGE}
    # Closed also when the reader stops half way: an open cursor would hold its page on the server.
    with connection.execute(query, values, execution_options=options) as rows:
        for row in rows:
            yield shape(**{name: getattr(row, name) for name in names})
