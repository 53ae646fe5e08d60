"""Numbers of quittances: one after the other per regie and exercice, whatever fails or runs at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from kernel.crypto import Keyring
from kernel.database import Database
from tests.payments.at_once import WAIT_S, until_somebody_waits
from tests.payments.quittances.receipts import REGIE, issue

THREADS, EACH = 50, 8


def numbers(database: Database, regie: str = REGIE) -> list[int]:
    with database.transaction() as connection:
        rows = connection.execute(
            text("SELECT number FROM quittance WHERE regie = :regie ORDER BY number"), {"regie": regie}
        )
        return list(rows.scalars())


def test_each_regie_and_exercice_counts_by_itself(database: Database, keyring: Keyring) -> None:
    with database.transaction() as connection:
        issued = [
            issue(connection, keyring, regie=regie, exercice=year).number
            for regie, year in [("a", 2026), ("a", 2026), ("b", 2026), ("a", 2027), ("b", 2026)]
        ]
    assert issued == [1, 2, 1, 1, 2]


def test_a_rolled_back_transaction_leaves_no_gap(database: Database, keyring: Keyring) -> None:
    for end in ("commit", "rollback", "rollback", "commit"):
        with database.engine.connect() as connection:
            issue(connection, keyring)
            getattr(connection, end)()
    assert numbers(database) == [1, 2]


@pytest.fixture
def wide(database: Database) -> Iterator[Database]:
    # The cluster has room for 60 connections.
    database.engine.dispose()
    pool = Database(database.url, pool_size=THREADS)
    yield pool
    pool.close()


def test_fifty_threads_leave_no_gap_and_no_duplicate(wide: Database, keyring: Keyring) -> None:
    """Every third transaction is rolled back after it had its number."""
    start = threading.Barrier(THREADS)

    def settle(thread: int) -> int:
        start.wait(WAIT_S)
        kept = 0
        for number in range(EACH):
            with wide.engine.connect() as connection:
                issue(connection, keyring)
                if (thread + number) % 3:
                    connection.commit()
                    kept += 1
                else:
                    connection.rollback()
        return kept

    with ThreadPoolExecutor(THREADS) as threads:
        kept = sum(threads.map(settle, range(THREADS)))
    assert kept > THREADS
    assert numbers(wide) == list(range(1, kept + 1))


def test_an_invoice_has_one_quittance_in_force(database: Database, keyring: Keyring) -> None:
    invoice = "6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b"
    with database.transaction() as connection:
        first = issue(connection, keyring, invoice_id=invoice)
        again = issue(connection, keyring, invoice_id=invoice)
    assert again == first
    assert numbers(database) == [1]


def test_two_settlements_of_one_invoice_at_once_give_one_number(database: Database, keyring: Keyring) -> None:
    invoice = "6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b"
    outcomes: list[str] = []

    def second() -> None:
        try:
            with database.engine.begin() as connection:
                issue(connection, keyring, invoice_id=invoice)
        except IntegrityError as error:
            outcomes.append(type(error.orig).__name__)

    with database.engine.begin() as connection:
        issue(connection, keyring, invoice_id=invoice)
        thread = threading.Thread(target=second)
        thread.start()
        until_somebody_waits(database)
    thread.join(WAIT_S)
    assert outcomes == ["UniqueViolation"]
    with database.transaction() as connection:
        assert issue(connection, keyring).number == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE quittance_counter SET last = 7",
        "UPDATE quittance_counter SET last = last",
        "DELETE FROM quittance_counter",
        "TRUNCATE quittance_counter",
        "DELETE FROM quittance",
        "TRUNCATE quittance",
        "UPDATE quittance SET number = 7",
        "UPDATE quittance SET amount_xof = 7",
        "UPDATE quittance SET label = NULL",
        "UPDATE quittance SET duplicata = duplicata - 1",
        "UPDATE quittance SET voided_at = NULL, void_reason = NULL",
    ],
)
def test_the_database_refuses_to_change_a_quittance(database: Database, keyring: Keyring, sql: str) -> None:
    with database.transaction() as connection:
        issue(connection, keyring)
        connection.execute(text("UPDATE quittance SET voided_at = now(), void_reason = 'x'"))
    with pytest.raises(DBAPIError), database.transaction() as connection:
        connection.execute(text(sql))


def test_a_document_number_that_is_taken_costs_no_number(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr("payments.quittances.numbering.secrets.randbelow", lambda _: next(drawn))
    monkeypatch.setattr("kernel.ids.new_code", lambda: "4821")
    with database.transaction() as connection:
        first, second = issue(connection, keyring), issue(connection, keyring)
    assert (first.number, second.number) == (1, 2)
    assert first.document_number != second.document_number
