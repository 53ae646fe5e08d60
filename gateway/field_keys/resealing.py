"""Seals every value anew that another key than the active one opens, while everything runs.

No place is kept: which key sealed a value stands in the value. It may be killed at any moment, and run again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Table

from gateway.field_keys import census
from gateway.field_keys.contexts import CONTEXTS, tables
from gateway.field_keys.stale import Rows, batches, key_of
from gateway.field_keys.swapping import Change, swap
from kernel.crypto import KeyMissing, Keyring, SealBroken
from kernel.database import Database

# Rows that somebody holds are left and tried again; who holds the same rows five times over is no citizen.
PASSES_MAX = 5
SHOWN_MAX = 20

Progress = Callable[[str, int], None]


def _nobody(_table: str, _values: int) -> None:
    """Who is told when nobody asked."""


@dataclass
class Outcome:
    """``left``: key -> values that still need it, the active key apart: only when it is empty all is done.

    ``missing`` keys are not in the settings; ``broken`` values (20 at most, by column and primary key) do not open
    with the key that they name; ``busy`` ones were held by others each time.
    """

    sealed: int = 0
    busy: int = 0
    broken: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    left: Mapping[str, int] = field(default_factory=dict)


def reseal(database: Database, keyring: Keyring, progress: Progress = _nobody) -> Outcome:
    """Walk what the census finds under other keys, then count anew. ``progress``: table, values just sealed."""
    done = Outcome()
    for _ in range(PASSES_MAX):
        done.busy, done.broken, done.missing = 0, [], set()
        _walk(database, keyring, done, progress)
        if not done.busy:
            break
    counts = census.by_key(census.count(database))
    done.left = {key: values for key, values in counts.items() if key != keyring.active}
    return done


def _walk(database: Database, keyring: Keyring, done: Outcome, progress: Progress) -> None:
    for table, columns in _waiting(database, keyring):
        for rows in batches(database, keyring.active, table, columns):
            written, busy = swap(database, table, list(_changes(keyring, table, columns, rows, done)))
            done.sealed += written
            done.busy += busy
            progress(table.name, written)


def _waiting(database: Database, keyring: Keyring) -> Iterator[tuple[Table, Sequence[str]]]:
    """Only where something is to do: a run that was cut goes on where it was."""
    found = {each.column for each in census.count(database) if each.key != keyring.active}
    for table in tables():
        columns = [name for name in CONTEXTS[table.name] if f"{table.name}.{name}" in found]
        if columns:
            yield table, columns


def _changes(
    keyring: Keyring, table: Table, columns: Sequence[str], rows: Rows, done: Outcome
) -> Iterator[Change]:
    """Each old value with its new seal; what does not open is noted in ``done``."""
    for row in rows:
        values = row._asdict()
        for name in columns:
            if values[name] is None:
                continue
            context = CONTEXTS[table.name][name].format(**values)
            old = bytes(values[name])
            try:
                new = keyring.seal(keyring.open(old, context), context)
            except KeyMissing as missing:
                done.missing.add(missing.key_id)
            except SealBroken:
                where = "/".join(str(part) for part in key_of(table, row))
                done.broken = [*done.broken, f"{table.name}.{name} {where}"][:SHOWN_MAX]
            else:
                yield Change(name, key_of(table, row), old, new)
