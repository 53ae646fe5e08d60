"""A clock that is set an hour on or back: durations keep their length, nothing is handed out twice. Fault row 41."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from conversation.fuse import Blown, Fuse
from gateway.wiring import Guichet
from kernel import clock, outbox
from kernel.database import Database
from tests.conversation.test_on_real_ground import Caller, deposited
from tests.faults.rows import publish

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
JUMPS = pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["an hour on", "an hour back"])


@JUMPS
def test_the_fuse_is_neither_blown_nor_held_by_a_jump(jump: timedelta) -> None:
    fuse, go = Fuse(threads=1), threading.Event()
    began = clock.monotonic()
    with time_machine.travel(datetime.now(UTC) + jump, tick=True):
        assert fuse.run(lambda: "in time", began + 60) == "in time"
        with pytest.raises(Blown):
            fuse.run(lambda: go.wait(60), clock.monotonic() + 0.2)
    go.set()
    fuse.close()


@JUMPS
def test_a_session_goes_on_over_a_jump_or_ends_politely(guichet: Guichet, jump: timedelta) -> None:
    caller = Caller(guichet)
    with time_machine.travel(NOON, tick=True) as travelled:
        caller.dial("17")
        travelled.shift(jump)
        caller.say("1")
        assert caller.last.text.startswith(("Nom de l'exportateur ?", "La session est trop longue."))
        deposited(Caller(guichet))


def test_a_leased_row_is_not_handed_out_again_when_the_clock_is_set_back(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as travelled:
        publish(database, "case.moved")
        with database.transaction() as connection:
            assert len(outbox.claim(connection, "events", 8)) == 1
        travelled.shift(-HOUR)
        with database.transaction() as connection:
            assert outbox.claim(connection, "events", 8) == []


def test_a_row_written_before_the_clock_was_set_back_is_late_and_not_lost(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as travelled:
        row_id = publish(database, "case.moved")
        travelled.shift(-HOUR)
        travelled.shift(HOUR)
        with database.transaction() as connection:
            assert [event.id for event in outbox.claim(connection, "events", 8)] == [row_id]


@pytest.mark.parametrize(
    ("country", "at", "day"),
    [
        ("ML", datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2026, 12, 31)),
        ("BJ", datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        ("ML", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), date(2026, 3, 29)),
        ("BJ", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("BJ", datetime(2024, 2, 29, 23, 0, tzinfo=UTC), date(2024, 3, 1)),
    ],
    ids=["year's end in Mali", "and in Benin", "summer time elsewhere", "and winter time", "leap day"],
)
def test_days_are_cut_where_the_citizen_lives(country: str, at: datetime, day: date) -> None:
    assert clock.local_day(country, at) == day
