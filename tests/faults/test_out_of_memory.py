"""What cannot be handled for want of memory goes to a person, and the others flow. Fault row 6."""

from datetime import UTC, datetime, timedelta

import time_machine

from gateway import jobs
from gateway.wiring import Guichet
from kernel import outbox
from kernel.database import Database
from kernel.outbox import Event
from tests.faults.rows import handle, publish, row

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def starve(_: Event) -> None:
    raise MemoryError


def test_a_handler_without_memory_costs_its_own_row_only(guichet: Guichet, database: Database) -> None:
    handled: list[str] = []
    handle(guichet, starving=starve, other=lambda event: handled.append(event.subject))
    starving = publish(database, "starving")
    publish(database, "other", "7")
    jobs.drain_with(guichet, "events")
    assert handled == ["7"]
    kept = row(database, starving)
    assert (kept.done_at, kept.last_error) == (None, "MemoryError")


def test_a_row_that_ends_every_worker_is_parked_after_ten(database: Database) -> None:
    """The kernel kills a process without a word: nobody is left to count the failure, so the lease counts it."""
    with time_machine.travel(NOON, tick=False) as clock:
        poison = publish(database, "starving")
        for tries in range(1, outbox.TRIES_MAX + 1):
            with database.transaction() as connection:
                assert [event.tries for event in outbox.claim(connection, "events", 8)] == [tries]
            clock.shift(timedelta(seconds=outbox.LEASE_S + 1))
        healthy = publish(database, "other")
        with database.transaction() as connection:
            assert [event.id for event in outbox.claim(connection, "events", 8)] == [healthy]
            assert "events" not in outbox.lanes_due(connection)
        kept = row(database, poison)
        assert kept.parked_at == NOON + timedelta(seconds=610)
        assert kept.last_error == outbox.NO_OUTCOME
        with database.transaction() as connection:
            assert outbox.retry(connection, poison)
            assert [event.tries for event in outbox.claim(connection, "events", 8)] == [1]
