"""The rows of a table that hold a value of another key than the active one, batch by batch. Opens nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Row,
    Table,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from gateway.field_keys.contexts import beside
from kernel.database import Database

# Rows of one transaction: tens of milliseconds of row locks, and 20 MB of memory when each has a PDF.
BATCH = 100

Rows = Sequence[Row[Any]]


def batches(database: Database, key_id: str, table: Table, columns: Sequence[str]) -> Iterator[Rows]:
    """By primary key, each row once. A value that ``key_id`` has sealed is not even read: None stands for it."""
    keys = list(table.primary_key.columns)
    old = {name: ~_is_of(table.c[name], key_id) for name in columns}
    plain = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
    values = [case((is_old, table.c[name])).label(name) for name, is_old in old.items()]
    query = select(*plain, *beside(table), *values).where(or_(*old.values())).order_by(*keys).limit(BATCH)
    last: tuple[object, ...] = ()
    while True:
        with database.transaction() as connection:
            rows = connection.execute(query.where(_behind(keys, last)) if last else query).all()
        if not rows:
            return
        yield rows
        last = key_of(table, rows[-1])


def key_of(table: Table, row: Row[Any]) -> tuple[object, ...]:
    """The primary key of a row of ``batches``."""
    return tuple(getattr(row, column.key) for column in table.primary_key.columns)


def _is_of(column: Column[bytes], key_id: str) -> ColumnElement[bool]:
    # What ``kernel.crypto.Keyring.seal`` begins with: the length of the key's name, and the name.
    name = key_id.encode()
    prefix = bytes([len(name)]) + name
    return func.substr(column, 1, len(prefix)) == prefix


def _behind(keys: list[Column[Any]], last: tuple[object, ...]) -> ColumnElement[bool]:
    """What cannot be sealed anew stays in the table: it is met once, not for ever."""
    bound = (literal(part, column.type) for part, column in zip(last, keys, strict=True))
    return tuple_(*keys) > tuple_(*bound)
