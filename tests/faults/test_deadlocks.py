"""Two transactions that wait for each other: PostgreSQL gives one up, and that one runs again. Fault row 14."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, text

from kernel.database import TRIES_MAX, Database, DatabaseUnavailable

WAIT_S = 60
LOCK = text("SELECT pg_advisory_xact_lock(:number)")
FAIL = text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")


@pytest.fixture
def patient(database: Database, database_url: str) -> Iterator[Database]:
    """Whoever is no victim waits for the lock as long as the victim takes to let go."""
    pool = Database(database_url)
    yield pool
    pool.close()


def test_both_sides_of_a_deadlock_end_well(patient: Database) -> None:
    meeting = threading.Barrier(2)
    tries: list[int] = []
    done: list[int] = []

    def crosswise(first: int, second: int) -> Callable[[Connection], int]:
        def work(connection: Connection) -> int:
            tries.append(first)
            connection.execute(LOCK, {"number": first})
            if len(tries) <= 2:
                meeting.wait(WAIT_S)  # each holds its lock before it asks for the other's
            connection.execute(LOCK, {"number": second})
            return first

        return work

    threads = [
        threading.Thread(target=lambda work=work: done.append(patient.retrying(work)))
        for work in (crosswise(1, 2), crosswise(2, 1))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert sorted(done) == [1, 2]
    assert len(tries) == 3, "exactly one was a victim and tried once more"


def test_a_failure_that_repeats_is_tried_three_times_and_then_said(database: Database) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(FAIL)

    with pytest.raises(DatabaseUnavailable) as failed:
        database.retrying(work)
    assert failed.value.retry
    assert len(tries) == TRIES_MAX == 3


def test_a_connection_that_is_lost_is_not_tried_again(database: Database) -> None:
    """What it was doing may have been committed: only the caller knows whether it may run twice."""
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseUnavailable) as failed:
        database.retrying(work)
    assert not failed.value.retry
    assert len(tries) == 1


def test_what_a_victim_had_written_is_gone(database: Database) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> int:
        tries.append(1)
        connection.execute(text("CREATE TEMPORARY TABLE half_written (id int) ON COMMIT DROP"))
        if len(tries) == 1:
            connection.execute(FAIL)
        return len(tries)

    assert database.retrying(work) == 2
