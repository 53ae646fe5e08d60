"""The machine of a case: its edges, and what becomes of a move that has none."""

import threading

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from cases import lifecycle, seals
from cases.lifecycle import MACHINE, OPEN, route
from cases.tables import CASE_EVENT
from kernel.crypto import Keyring
from kernel.database import Database
from tests.cases.desk import PAID, events, file_of, hand_in, news, put
from tests.payments.at_once import until_somebody_waits


def test_the_machine_is_the_one_of_the_design() -> None:
    assert OPEN == ("deposee", "a_payer", "en_verification", "complement", "rdv", "en_signature")
    assert MACHINE.final == {"retiree", "remboursee"}
    edges = {(state, to) for state, targets in MACHINE.edges.items() for to in targets}
    closed = {(state, to) for state in OPEN for to in ("rejetee", "expiree", "annulee")}
    assert edges - closed == {
        ("deposee", "a_payer"), ("deposee", "en_verification"), ("a_payer", "en_verification"),
        ("en_verification", "complement"), ("complement", "en_verification"),
        ("en_verification", "rdv"), ("en_verification", "en_signature"), ("en_verification", "disponible"),
        ("rdv", "en_signature"), ("en_signature", "disponible"), ("disponible", "retiree"),
        ("rejetee", "remboursee"), ("expiree", "remboursee"), ("annulee", "remboursee"),
    }  # fmt: skip
    assert closed <= edges


@pytest.mark.parametrize(
    ("from_", "to", "taken"),
    [
        ("en_verification", "rdv", ("rdv",)),
        ("deposee", "en_signature", ("en_verification", "en_signature")),
        ("rdv", "disponible", ("en_signature", "disponible")),
        ("complement", "disponible", ("en_verification", "disponible")),
        ("en_signature", "en_verification", ()),
        ("disponible", "complement", ()),
        ("rdv", "complement", ()),
        ("a_payer", "disponible", ()),
        ("a_payer", "en_verification", ()),
        ("a_payer", "rejetee", ("rejetee",)),
        ("rejetee", "disponible", ()),
    ],
)
def test_a_report_is_followed_forward_only(from_: str, to: str, taken: tuple[str, ...]) -> None:
    assert route(from_, to) == taken


def test_a_move_without_an_edge_is_kept_and_changes_nothing(database: Database, keyring: Keyring) -> None:
    """Bad-input row 34, for cases."""
    case_id = hand_in(database, keyring).case_id
    put(database, case_id, "disponible")
    with database.transaction() as connection:
        assert not lifecycle.advance(connection, case_id, "complement", "apex")
    assert file_of(database, case_id).state == "disponible"
    assert events(database, case_id)[-1] == ("ignored", "disponible", "disponible")
    assert news(database, "case.moved") == []


def test_the_same_event_twice_moves_once(database: Database, keyring: Keyring) -> None:
    case_id = hand_in(database, keyring).case_id
    put(database, case_id, "en_verification")
    for to, event_id, moved in (
        ("complement", "e1", True),
        ("en_verification", "e2", True),
        ("complement", "e1", False),
    ):
        with database.transaction() as connection:
            assert lifecycle.advance(connection, case_id, to, "apex", external_event_id=event_id) is moved
    assert file_of(database, case_id).state == "en_verification"
    assert len(news(database, "case.moved")) == 2


def test_a_paid_case_asks_for_its_filing(database: Database, keyring: Keyring) -> None:
    case_id = hand_in(database, keyring, PAID).case_id
    with database.transaction() as connection:
        assert lifecycle.advance(connection, case_id, "en_verification", "payment")
    assert [event.subject for event in news(database, "case.deposited")] == [case_id, case_id]


def test_a_note_is_sealed_and_told(database: Database, keyring: Keyring) -> None:
    case_id = hand_in(database, keyring).case_id
    with database.transaction() as connection:
        note = seals.seal_note(keyring, case_id, "Apportez la facture")
        lifecycle.advance(connection, case_id, "en_verification", "staff:1", note)
        row = connection.execute(CASE_EVENT.select().where(CASE_EVENT.c.kind == "moved")).one()
    assert b"facture" not in row.note_sealed
    assert seals.unseal_note(keyring, case_id, row.note_sealed) == "Apportez la facture"


def test_two_at_once_move_a_case_once(database: Database, keyring: Keyring) -> None:
    case_id = hand_in(database, keyring).case_id
    together = threading.Barrier(2)
    moved: list[bool] = []

    def move() -> None:
        together.wait()
        with database.transaction() as connection:
            moved.append(lifecycle.advance(connection, case_id, "en_verification", "apex"))

    threads = [threading.Thread(target=move) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(moved) == [False, True]
    assert len(events(database, case_id)) == 2


def test_who_comes_second_finds_the_state_of_the_first(database: Database, keyring: Keyring) -> None:
    """The loser of a race is judged by where the case is now, and the story says so."""
    case_id = hand_in(database, keyring).case_id
    put(database, case_id, "en_verification")
    moved: list[bool] = []

    def second() -> None:
        with database.transaction() as connection:
            moved.append(lifecycle.advance(connection, case_id, "rdv", "staff:2"))

    late = threading.Thread(target=second)
    with database.transaction() as connection:
        assert lifecycle.advance(connection, case_id, "complement", "staff:1")
        late.start()
        until_somebody_waits(database)
    late.join()
    assert moved == [False]
    assert events(database, case_id)[-1] == ("ignored", "complement", "complement")


@pytest.mark.parametrize(
    "statement",
    [update(CASE_EVENT).values(source="x"), delete(CASE_EVENT), text("TRUNCATE case_event CASCADE")],
    ids=["update", "delete", "truncate"],
)
def test_history_cannot_be_rewritten(database: Database, keyring: Keyring, statement: object) -> None:
    case_id = hand_in(database, keyring).case_id
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    assert len(events(database, case_id)) == 1
