"""The invariants of `guichet check`: silent on sound books, and each names the row that breaks it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Connection, text

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from payments import ledger
from payments.ledger import chain
from payments.ledger.invariants import INVARIANTS as LEDGER
from payments.quittances.invariants import INVARIANTS as QUITTANCES
from tests.payments.ledger.postings import receive, tamper
from tests.payments.registers import books

BROKEN: dict[str, tuple[str, list[str]]] = {
    "ledger sums to zero": (
        "UPDATE ledger_entry SET amount_xof = 876 WHERE journal_id = 7 AND line = 1", ["376 F too much"],
    ),
    "every link of the ledger's chain holds": (
        "UPDATE ledger_entry SET account = 'x' WHERE journal_id = 2 AND line = 1",
        ["link 2 (journal row 2): it was altered"],
    ),
    "every journal row that waits for its seal balances": (
        "UPDATE ledger_entry SET amount_xof = 876 WHERE journal_id = 7 AND line = 1", ["7"],
    ),
    "the last snapshot of balances is the sum of the entries": (
        "UPDATE ledger_snapshot SET balance_xof = 1 WHERE seq = 6 AND account = 'FICTIF-ML-711'",
        ["FICTIF-ML-711"],
    ),
    "every entry of revenue has its regie and exercice": (
        "UPDATE ledger_journal SET regie = NULL WHERE id = 3", ["3"],
    ),
    "quittance numbers have no gap in a regie and exercice": (
        "DELETE FROM quittance WHERE regie = 'ml-sikasso' AND number = 2", ["ml-sikasso 2026"],
    ),
    "paid invoice has one quittance": (
        "DELETE FROM quittance WHERE regie = 'bj-anip'", ["000000000001"],
    ),
    "quittance in force is of a paid invoice and its amount": (
        "UPDATE quittance SET amount_xof = 2000 WHERE regie = 'bj-anip'", ["document"],
    ),
}  # fmt: skip
ALL = {invariant.name: invariant for invariant in (*LEDGER, *QUITTANCES)}


@pytest.fixture
def sound(database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Five paid invoices, six rows sealed with two snapshots, one row that waits."""
    monkeypatch.setattr(chain, "SNAPSHOT_EVERY", 3)
    with database.transaction() as connection:
        books.keep(connection, keyring)
        _invoices(connection)
        assert [ledger.seal_chain(connection, 3), ledger.seal_chain(connection, 3)] == [3, 3]
    return database


def test_sound_books_break_nothing(sound: Database) -> None:
    with sound.transaction() as connection:
        assert {name: rows for name, i in ALL.items() if (rows := i.broken(connection))} == {}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_is_named(sound: Database, name: str) -> None:
    sql, rows = BROKEN[name]
    with sound.transaction() as connection:
        tamper(connection, sql)
        found = ALL[name].broken(connection)
        document = text("SELECT document_number FROM quittance WHERE regie = 'bj-anip'")
        if rows == ["document"]:
            rows = [connection.execute(document).scalar_one()]
    assert found == rows


def test_a_row_without_its_seal_after_ten_minutes_is_a_warning(database: Database) -> None:
    invariant = ALL["every journal row is sealed within 10 minutes"]
    with database.transaction() as connection:
        journal_id = receive(connection, "settlement:1")
        assert invariant.broken(connection) == []
        with time_machine.travel(clock.now() + timedelta(minutes=11)):
            assert invariant.broken(connection) == [str(journal_id)]
    assert invariant.warning


def test_every_invariant_has_been_seen_to_break() -> None:
    assert set(ALL) - set(BROKEN) == {"every journal row is sealed within 10 minutes"}


def _invoices(connection: Connection) -> None:
    """The paid invoices of the quittances, numbered as these were issued."""
    connection.execute(
        text(
            "INSERT INTO invoice (id, reference, subject_kind, subject, service, regie, exercice, "
            "revenue_line, country, payer_index, payer_sealed, label, amount_xof, paid_xof, state, opened_at, paid_at) "
            "SELECT invoice_id, lpad((row_number() OVER (ORDER BY id) - 1)::text, 12, '0'), 'tax', 'x', 11, "
            "regie, exercice, 'x', 'ML', 'x', 'x', 'x', amount_xof, amount_xof, 'paid', now(), now() "
            "FROM quittance"
        )
    )
