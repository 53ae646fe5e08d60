"""How many values each field key still opens. Opens none of them: a seal begins with the name of its key."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from gateway.field_keys.contexts import CONTEXTS, tables
from kernel.database import Database

# One walk through a table of ten million rows; the same patience as `guichet check` has.
WALK_MS_MAX = 600_000


@dataclass(frozen=True, slots=True)
class Count:
    """``values`` of one sealed column under one key. ``key`` as the settings name it."""

    key: str
    column: str
    values: int


def patient(url: str) -> Database:
    """A connection for walks, apart from the pool that citizens' steps use. The caller closes it."""
    return Database(url, pool_size=1, statement_timeout_ms=WALK_MS_MAX)


def count(database: Database) -> Iterator[Count]:
    """Column after column, each in a transaction of its own."""
    for table in tables():
        for column in CONTEXTS[table.name]:
            with database.transaction() as connection:
                yield from _of(connection, table, column)


def by_key(counts: Iterable[Count]) -> Mapping[str, int]:
    """All columns together."""
    total: Counter[str] = Counter()
    for each in counts:
        total[each.key] += each.values
    return total


def _of(connection: Connection, table: Table, name: str) -> Iterator[Count]:
    column = table.c[name]
    # ``kernel.crypto``: the length of the key's name in one byte, then the name.
    key = func.convert_from(func.substr(column, 2, func.get_byte(column, 0)), "UTF8").label("key")
    rows = connection.execute(
        select(key, func.count().label("values")).where(column.is_not(None)).group_by("key").order_by("key")
    )
    for row in rows:
        yield Count(row.key, f"{table.name}.{name}", row.values)
