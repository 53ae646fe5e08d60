"""An old field key is given up: everything it opens is sealed anew, and nothing else happens to a single value."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, LargeBinary, Table, select, text, update

from cases.tables import CASE_EVENT, CASE_FILE
from gateway.field_keys import census, resealing, stale
from gateway.field_keys.contexts import CONTEXTS, beside, tables
from gateway.field_keys.resealing import Outcome, reseal
from gateway.field_keys.swapping import Change, swap
from gateway.privileges.grant import is_sealed
from kernel.crypto import Keyring
from kernel.database import METADATA, Database
from tests.gateway.field_keys.filled import fill
from tests.rooms import import_tables

COLUMNS = {f"{table}.{column}" for table, columns in CONTEXTS.items() for column in columns}
EVENTS = 7
CASE = "00000000-0000-4000-8000-000000000001"


def plain(connection: Connection, keyring: Keyring) -> dict[str, list[bytes]]:
    """Every sealed value of the database, opened."""
    found: dict[str, list[bytes]] = {}
    for table in tables():
        rows = connection.execute(select(table, *beside(table)).order_by(*table.primary_key.columns)).all()
        for row in rows:
            values = row._asdict()
            for name, context in CONTEXTS[table.name].items():
                if values[name] is not None:
                    opened = keyring.open(values[name], context.format(**values))
                    found.setdefault(f"{table.name}.{name}", []).append(opened)
    return found


def rest(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is not sealed."""
    found = {}
    for table in METADATA.sorted_tables:
        shown = [column for column in table.columns if not is_sealed(column)]
        found[table.name] = sorted((tuple(row) for row in connection.execute(select(*shown))), key=repr)
    return found


def counted(database: Database) -> dict[str, int]:
    return dict(census.by_key(census.count(database)))


def test_every_sealed_column_has_its_context() -> None:
    """A new one: say in gateway/field_keys/contexts.py what its seal is bound to."""
    import_tables()
    sealed = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if is_sealed(column)
    }
    assert sealed == COLUMNS
    unnamed = {"hash", "kid", "body", "id_hash", "code_hash"}
    others = {column.name for table in METADATA.tables.values() for column in table.columns
              if isinstance(column.type, LargeBinary) and not is_sealed(column)}  # fmt: skip
    assert others <= unnamed, "bytes that are neither sealed nor known"


def test_all_that_the_rooms_seal_is_sealed_anew_and_nothing_else_changes(
    database: Database, before: Keyring, rotated: Keyring, after: Keyring, tmp_path: Path
) -> None:
    """The rooms wrote it, so that a context here that is not theirs is found."""
    fill(database, before, tmp_path)
    with database.transaction() as connection:
        values, others = plain(connection, before), rest(connection)
    assert set(values) == COLUMNS
    said: list[tuple[str, int]] = []
    done = reseal(database, rotated, lambda *one: said.append(one))
    assert (done.left, done.broken, done.missing, done.busy) == ({}, [], set(), 0)
    assert done.sealed == sum(len(each) for each in values.values()) == sum(number for _, number in said)
    with database.transaction() as connection:
        assert plain(connection, after) == values
        assert rest(connection) == others
    assert counted(database) == {"new": done.sealed}
    assert reseal(database, rotated) == Outcome()


@pytest.fixture
def story(database: Database, before: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A case with many sentences, in batches of two; their ids."""
    monkeypatch.setattr(stale, "BATCH", 2)
    with database.transaction() as connection:
        case = CASE
        sealed = {
            name: before.seal(b"x", f"case_file.{name}:{case}") for name in ("phone", "answers", "code")
        }
        connection.execute(
            text(
                "INSERT INTO case_file (id, reference, service, administration, country, state, state_since, "
                "opened_at, language, network, phone_index, phone_sealed, answers_sealed, code_sealed, "
                "submission, submission_since) VALUES (:id, '260000000001', 17, 'apex', 'ML', 'deposee', now(), "
                "now(), 'fr', '', 'i', :phone, :answers, :code, 'sent', now())"
            ),
            {"id": case, **sealed},
        )
        rows = [
            {"case_id": case, "at": text("now()"), "kind": "moved", "to_state": "deposee", "source": "apex",
             "note_sealed": before.seal(f"sentence {number}".encode(), f"case_event.note:{case}")}
            for number in range(EVENTS)
        ]  # fmt: skip
        return [
            connection.execute(CASE_EVENT.insert().values(row).returning(CASE_EVENT.c.id)).scalar_one()
            for row in rows
        ]


class Killed(BaseException):
    """As a signal would: nothing of ours catches it."""


def test_killed_in_the_middle_it_goes_on_where_it_was(
    database: Database, story: list[int], before: Keyring, rotated: Keyring
) -> None:
    def kill(table: str, _: int) -> None:
        if table == "case_event":
            raise Killed

    with pytest.raises(Killed):
        reseal(database, rotated, kill)
    # The case itself came first, then one batch of its story.
    assert counted(database) == {"new": 3 + 2, "old": EVENTS - 2}
    done = reseal(database, rotated)
    assert (done.sealed, done.left) == (EVENTS - 2, {})


def test_what_is_written_or_erased_meanwhile_is_never_undone(
    database: Database, story: list[int], rotated: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading and writing one sentence is erased, and one is another: both stay as they are."""
    writing = swap
    other = rotated.seal(b"other words", f"case_event.note:{CASE}")
    changes = dict(zip(story, (None, other), strict=False))

    def changed_first(database: Database, table: Table, found: Sequence[Change]) -> tuple[int, int]:
        while table is CASE_EVENT and changes:
            number, value = changes.popitem()
            with database.transaction() as connection:
                connection.execute(
                    update(CASE_EVENT).where(CASE_EVENT.c.id == number).values(note_sealed=value)
                )
        return writing(database, table, found)

    monkeypatch.setattr(resealing, "swap", changed_first)
    done = reseal(database, rotated)
    assert (done.sealed, done.busy, done.left) == (3 + EVENTS - 2, 0, {})
    with database.transaction() as connection:
        kept = connection.execute(select(CASE_EVENT.c.note_sealed).order_by(CASE_EVENT.c.id).limit(2))
        assert kept.scalars().all() == [None, other]


def test_a_row_that_somebody_holds_is_waited_for_by_nobody_and_left(
    database: Database, story: list[int], rotated: Keyring
) -> None:
    with database.transaction() as holder:
        holder.execute(select(CASE_FILE.c.id).with_for_update())
        done = reseal(database, rotated)
        assert (done.busy, dict(done.left)) == (3, {"old": 3})
    assert reseal(database, rotated).left == {}


def test_a_row_that_is_free_again_is_taken_by_the_next_pass(
    database: Database, story: list[int], rotated: Keyring
) -> None:
    with database.engine.connect() as holding:
        holding.execute(select(CASE_FILE.c.id).with_for_update())
        done = reseal(
            database, rotated, lambda table, _: holding.rollback() if table == "case_event" else None
        )
    assert (done.sealed, done.busy, done.left) == (3 + EVENTS, 0, {})


def test_a_key_that_is_not_there_is_named_and_what_it_opens_is_left(
    database: Database, story: list[int], after: Keyring, rotated: Keyring
) -> None:
    done = reseal(database, after)
    assert (done.sealed, done.missing, dict(done.left)) == (0, {"old"}, {"old": 3 + EVENTS})
    assert reseal(database, rotated).left == {}


def test_what_does_not_open_is_shown_by_its_row_and_never_called_done(
    database: Database, story: list[int], rotated: Keyring
) -> None:
    """Moved from another row, or altered: it stays as it is, for a person to look at."""
    with database.transaction() as connection:
        foreign = connection.execute(select(CASE_FILE.c.code_sealed)).scalar_one()
        connection.execute(update(CASE_EVENT).where(CASE_EVENT.c.id == story[3]).values(note_sealed=foreign))
    done = reseal(database, rotated)
    assert done.broken == [f"case_event.note_sealed {story[3]}"]
    assert (done.sealed, dict(done.left)) == (3 + EVENTS - 1, {"old": 1})
