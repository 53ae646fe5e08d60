"""What may go of a case goes, and its story cannot be written anew on that pretext."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from cases import erasure, lifecycle, seals
from cases.tables import CASE_EVENT
from kernel.crypto import Keyring
from kernel.database import Database
from tests.cases.desk import AT, FREE, hand_in, put
from tests.cast import AWA


def told(database: Database, keyring: Keyring) -> str:
    """A closed case whose citizen was told something; its id."""
    case_id = hand_in(database, keyring, FREE).case_id
    with database.transaction() as connection:
        lifecycle.advance(connection, case_id, "rejetee", "apex", seals.seal_note(keyring, case_id, "Refus"))
    return case_id


@pytest.mark.parametrize(
    "values",
    [
        {"at": AT},
        {"to_state": "disponible", "note_sealed": None},
        {"source": "staff:1", "note_sealed": None},
        {"id": None},
    ],
    ids=["when", "what", "who", "a note where none was"],
)
def test_only_the_sentence_of_an_event_may_go(
    database: Database, keyring: Keyring, values: dict[str, object]
) -> None:
    case_id = told(database, keyring)
    event = CASE_EVENT.c
    moved = update(CASE_EVENT).where(event.case_id == case_id, event.note_sealed.is_not(None))
    silent = update(CASE_EVENT).where(event.case_id == case_id, event.note_sealed.is_(None))
    change = silent.values(note_sealed=b"new") if "id" in values else moved.values(values)
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as connection:
        connection.execute(change)
    with database.transaction() as connection:
        assert erasure.erase_sentences(connection, keyring, AWA, AT) == 1
        assert erasure.erase_sentences(connection, keyring, AWA, AT) == 0
        told_of = select(event.kind, event.to_state, event.note_sealed).order_by(event.id)
        story = connection.execute(told_of).all()
    assert [tuple(row) for row in story] == [("deposited", "deposee", None), ("moved", "rejetee", None)]


def test_old_answers_go_a_batch_at_a_time_and_a_held_case_is_left_to_the_next_sweep(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "BATCH", 2)
    cases = [told(database, keyring) for _ in range(3)]
    given = (keyring, "apex", AT + timedelta(days=1), AT)
    with database.transaction() as holder:
        lifecycle.hold(holder, cases[0])
        with database.transaction() as connection:
            assert erasure.erase_due(connection, *given) == 2
            assert erasure.erase_due(connection, *given) == 0
    with database.transaction() as connection:
        assert erasure.erase_due(connection, *given) == 1


def test_only_open_cases_are_named(database: Database, keyring: Keyring) -> None:
    told(database, keyring)
    granted = hand_in(database, keyring, FREE)
    put(database, granted.case_id, "disponible")
    with database.transaction() as connection:
        assert erasure.open_of_phone(connection, keyring, AWA) == [(granted.reference, "disponible")]
