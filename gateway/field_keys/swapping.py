"""Puts new seals in the place of old ones, unless somebody holds the row or has changed the value meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, bindparam, select, tuple_, update

from kernel.database import Database


@dataclass(frozen=True, slots=True)
class Change:
    """One value: its column, the primary key of its row, and both seals."""

    column: str
    key: tuple[object, ...]
    old: bytes
    new: bytes


def swap(database: Database, table: Table, changes: Sequence[Change]) -> tuple[int, int]:
    """In one transaction that waits for nobody: how many were written, and how many left because they are held."""
    if not changes:
        return 0, 0
    with database.transaction() as connection:
        free = _hold(connection, table, list(dict.fromkeys(change.key for change in changes)))
        ours = [change for change in changes if change.key in free]
        written = sum(
            _write(connection, table, name, [change for change in ours if change.column == name])
            for name in dict.fromkeys(change.column for change in ours)
        )
    return written, len(changes) - len(ours)


def _hold(
    connection: Connection, table: Table, wanted: list[tuple[object, ...]]
) -> frozenset[tuple[object, ...]]:
    """Those of the rows that nobody else holds: ours until the commit."""
    keys = list(table.primary_key.columns)
    found = connection.execute(
        select(*keys).where(tuple_(*keys).in_(wanted)).with_for_update(skip_locked=True, key_share=True)
    )
    return frozenset(tuple(row) for row in found)


def _write(connection: Connection, table: Table, name: str, changes: Sequence[Change]) -> int:
    """Compare-and-set: what was written or erased since it was read stays as it is now."""
    keys = list(table.primary_key.columns)
    same_row = (column == bindparam(f"key_{place}", type_=column.type) for place, column in enumerate(keys))
    statement = (
        update(table).where(*same_row, table.c[name] == bindparam("old")).values({name: bindparam("new")})
    )
    rows = [
        {f"key_{place}": part for place, part in enumerate(each.key)} | {"old": each.old, "new": each.new}
        for each in changes
    ]
    return connection.execute(statement, rows).rowcount
