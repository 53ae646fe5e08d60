"""Ten minutes without a worker: the doors stay open, somebody is told, and the oldest goes first after. Fault row 7."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from gateway import bell, jobs
from gateway.wiring import Guichet
from kernel.database import Database
from tests.conversation.test_on_real_ground import Caller, deposited
from tests.faults.doors import client_of, dial, kept_events, push, ready
from tests.faults.rows import handle, publish

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_doors_stay_open_and_readiness_says_how_long_nobody_worked(
    guichet: Guichet, database: Database
) -> None:
    client = client_of(guichet)
    with time_machine.travel(NOON, tick=True) as clock:
        assert push(client, "e-0").status_code == 202
        clock.shift(timedelta(seconds=61))
        status, parts = ready(client)
        assert status == 503
        assert not parts["backlog"]["ok"]
        assert parts["workers"]["seen"] == f"silent: {', '.join(bell.LANES)}"
        clock.shift(timedelta(minutes=9))
        assert dial(client).text.startswith("CON Guichet")
        deposited(Caller(guichet))
        assert push(client).status_code == 202
    assert kept_events(database) == 2


def test_the_backlog_is_drained_oldest_first(
    guichet: Guichet, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in hand at once: of several, whichever thread runs first is the first to be seen."""
    monkeypatch.setattr(jobs, "IN_FLIGHT_MAX", 1)
    began: list[str] = []
    handle(guichet, waited=lambda event: began.append(event.subject))
    with time_machine.travel(NOON, tick=True) as clock:
        for number in range(30):
            publish(database, "waited", str(number))
            clock.shift(timedelta(seconds=20))
        assert jobs.drain_with(guichet, "events") == 30
        assert ready(client_of(guichet))[1]["backlog"]["ok"]
    assert began == [str(number) for number in range(30)]
