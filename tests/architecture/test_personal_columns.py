"""Nothing personal is forgotten: each table is some room's, each telling column is erased or kept for a reason."""

from sqlalchemy import JSON, Column, String, Text

from gateway.person.rooms import ROOMS, erasures, sections
from kernel.database import METADATA
from tests.rooms import import_tables

import_tables()
# A sentence needs room: what is shorter is a code, a name of the staff, a number of somebody else's system.
FREE_TEXT_MIN = 128


def name_of(column: Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


def telling(column: Column[object]) -> bool:
    """Sealed, a blind index of somebody, or wide enough for a sentence."""
    kind = column.type
    wide = isinstance(kind, Text | JSON) or (
        isinstance(kind, String) and (kind.length or FREE_TEXT_MIN) >= FREE_TEXT_MIN
    )
    index = column.name.endswith("_index") and isinstance(kind, String)
    return column.name.endswith("sealed") or index or wide


COLUMNS = {name_of(column) for table in METADATA.sorted_tables for column in table.columns}
TELLING = {name_of(column) for table in METADATA.sorted_tables for column in table.columns if telling(column)}
NAMED = [name for room in ROOMS.values() for name in (*room.erased, *room.kept)]
NOBODY = [name for room in ROOMS.values() for name in room.nobody]


def test_every_telling_column_is_erased_or_kept_for_a_reason() -> None:
    of_nobody = {name for name in TELLING if name.split(".")[0] in NOBODY}
    assert sorted(TELLING - set(NAMED) - of_nobody) == []


def test_every_table_is_some_rooms() -> None:
    tables = {name.split(".")[0] for name in NAMED} | set(NOBODY)
    assert sorted({table.name for table in METADATA.sorted_tables} - tables) == []


def test_no_sealed_column_is_in_a_table_of_nobody() -> None:
    assert [name for name in TELLING if name.split(".")[0] in NOBODY and name.endswith("sealed")] == []


def test_nothing_is_named_twice_and_nothing_that_does_not_exist() -> None:
    assert len(NAMED) == len(set(NAMED))
    assert len(NOBODY) == len(set(NOBODY))
    assert sorted(set(NAMED) - COLUMNS) == []
    assert sorted(set(NOBODY) - set(METADATA.tables)) == []


def test_every_reason_is_a_reason() -> None:
    reasons = [why for room in ROOMS.values() for why in (*room.kept.values(), *room.nobody.values())]
    assert [why for why in reasons if len(why) < 10] == []
    for names in ([each.name for each in sections()], [each.what for each in erasures()]):
        assert len(names) == len(set(names))
