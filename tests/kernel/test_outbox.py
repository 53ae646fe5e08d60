"""The outbox: written with the change, leased by one worker, given back after a crash, parked after ten tries."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from kernel import outbox
from kernel.database import Database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def publish(database: Database, **how: object) -> int:
    with database.transaction() as connection:
        return outbox.publish(connection, "case.moved", "c1", **how)  # type: ignore[arg-type]


def claim(database: Database, limit: int = 10, lane: str = "events") -> list[outbox.Event]:
    with database.transaction() as connection:
        return outbox.claim(connection, lane, limit)


def test_a_row_rolled_back_with_its_change_is_never_seen(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as connection:
        outbox.publish(connection, "case.moved", "c1")
        raise RuntimeError
    assert claim(database) == []


def test_a_leased_row_is_not_given_twice(database: Database) -> None:
    publish(database)
    assert len(claim(database)) == 1
    assert claim(database) == []


def test_workers_side_by_side_take_different_rows(database: Database) -> None:
    ids = {publish(database) for _ in range(6)}
    with database.transaction() as one, database.transaction() as two:
        first, second = outbox.claim(one, "events", 3), outbox.claim(two, "events", 3)
    assert {event.id for event in [*first, *second]} == ids
    assert len(first) == len(second) == 3


def test_a_claim_takes_the_oldest_and_no_more_than_asked(database: Database) -> None:
    ids = [publish(database) for _ in range(5)]
    assert [event.id for event in claim(database, limit=2)] == ids[:2]


def test_a_killed_workers_row_comes_back_when_its_lease_ends(database: Database) -> None:
    """Fault rows 1 and 2."""
    with time_machine.travel(NOON, tick=False) as clock:
        publish(database)
        claim(database)
        clock.shift(timedelta(seconds=outbox.LEASE_S + 1))
        assert [event.tries for event in claim(database)] == [2]


def test_a_finished_row_never_comes_back(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        publish(database)
        with database.transaction() as connection:
            outbox.finish(connection, outbox.claim(connection, "events", 1)[0])
        clock.shift(timedelta(days=1))
        assert claim(database) == []


def test_a_poison_row_is_parked_after_ten_tries_and_the_others_flow(database: Database) -> None:
    """Fault row 47."""
    with time_machine.travel(NOON, tick=False) as clock:
        poison = publish(database)
        parked = []
        for _ in range(outbox.TRIES_MAX):
            clock.shift(timedelta(hours=1))
            (event,) = claim(database)
            with database.transaction() as connection:
                parked.append(outbox.fail(connection, event, "ValueError"))
        clock.shift(timedelta(days=1))
        healthy = publish(database)
        assert parked == [False] * 9 + [True]
        assert [event.id for event in claim(database)] == [healthy]
        with database.transaction() as connection:
            assert outbox.retry(connection, poison)
            assert not outbox.retry(connection, healthy)
        assert [(event.id, event.tries) for event in claim(database)] == [(poison, 1)]


def test_asking_for_later_does_not_count_as_a_try(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        publish(database)
        for _ in range(20):
            (event,) = claim(database)
            with database.transaction() as connection:
                outbox.postpone(connection, event, 60)
            assert claim(database) == []
            clock.shift(timedelta(seconds=61))
        assert [event.tries for event in claim(database)] == [1]


def test_a_row_that_asks_for_later_outlives_any_number_of_workers(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        publish(database)
        for _ in range(2 * outbox.TRIES_MAX):
            assert len(claim(database)) == 1, "whose worker is killed"
            clock.shift(timedelta(seconds=outbox.LEASE_S + 1))
            (event,) = claim(database)
            with database.transaction() as connection:
                outbox.postpone(connection, event, 60)
            clock.shift(timedelta(seconds=61))
        assert [event.tries for event in claim(database)] == [1]


def test_failures_are_counted_on_through_what_was_asked_for(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        publish(database)
        parked = []
        for _ in range(outbox.TRIES_MAX):
            (event,) = claim(database)
            with database.transaction() as connection:
                outbox.postpone(connection, event, 60)
            clock.shift(timedelta(hours=1))
            (event,) = claim(database)
            with database.transaction() as connection:
                parked.append(outbox.fail(connection, event, "ValueError"))
            clock.shift(timedelta(hours=1))
        assert parked == [False] * 9 + [True]


def test_a_delayed_row_waits_and_each_lane_has_its_own(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        publish(database, delay_s=30)
        publish(database, lane="sms")
        assert [event.lane for event in claim(database, lane="sms")] == ["sms"]
        assert claim(database) == []
        clock.shift(timedelta(seconds=31))
        with database.transaction() as connection:
            assert outbox.lanes_due(connection) == ["events"]
            assert outbox.oldest_due_at(connection) == NOON + timedelta(seconds=30)
        assert len(claim(database)) == 1
