"""Two tickers do what one does, none turns readiness red, and a clock that jumps runs nothing twice. Rows 41 and 42."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import redis as redis_py
import time_machine
from rq.job import Job
from rq.serializers import JSONSerializer

from gateway import queues, ticks
from gateway.ticker import ALIVE_S, SWEEP_S, Ticker
from gateway.wiring import Guichet
from kernel import clock
from tests.faults.doors import client_of, ready

# Far from the edge of every slot.
NOON = datetime(2026, 11, 21, 12, 0, 7, tzinfo=UTC)


@pytest.fixture
def swept(guichet: Guichet, redis: redis_py.Redis, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A round of a ticker that finds it time to sweep; each call is another ticker."""
    monkeypatch.setattr("gateway.ticker.bell.listen", lambda *_: set())
    return lambda: Ticker(guichet, redis).round(0.01)


def tasks(redis: redis_py.Redis) -> list[str]:
    """What is queued for the periodic tasks."""
    ids = queues.queue(redis, "events").job_ids
    jobs = (Job.fetch(job_id, connection=redis, serializer=JSONSerializer) for job_id in ids)
    return sorted(job.args[0] for job in jobs if job.func_name == queues.TICK)


def test_two_tickers_ring_once_for_each_task(swept: Callable[[], None], redis: redis_py.Redis) -> None:
    """Fault row 42."""
    with time_machine.travel(NOON, tick=False):
        swept()
        swept()
    assert tasks(redis) == sorted(ticks.TASKS)


def test_two_bells_at_once_are_one_job(redis: redis_py.Redis) -> None:
    """Fault row 42."""
    with time_machine.travel(NOON, tick=False):
        queues.ring_worker(redis, "sms")
        queues.ring_worker(redis, "sms")
    assert len(queues.queue(redis, "sms")) == 1


def test_a_task_whose_worker_has_finished_is_not_run_again_in_its_slot(
    swept: Callable[[], None], redis: redis_py.Redis
) -> None:
    """Fault row 42: RQ forgets the id of a finished job, the slot does not."""
    with time_machine.travel(NOON, tick=False) as travelled:
        swept()
        queues.queue(redis, "events").empty()  # type: ignore[no-untyped-call]
        travelled.shift(timedelta(seconds=1))
        swept()
    assert tasks(redis) == []


def test_without_a_ticker_readiness_is_red_within_three_slots(
    swept: Callable[[], None], guichet: Guichet, redis: redis_py.Redis
) -> None:
    """Fault row 42: three slots of a minute."""
    client = client_of(guichet)
    assert not ready(client)[1]["ticker"]["ok"]
    swept()
    assert ready(client)[1]["ticker"]["ok"]
    assert 0 < redis.ttl("guichet:alive:ticker") <= ALIVE_S <= 180
    redis.delete("guichet:alive:ticker")
    status, parts = ready(client)
    assert (status, parts["ticker"]["ok"]) == (503, False)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_an_hour_runs_each_slot_once(
    swept: Callable[[], None], redis: redis_py.Redis, hours: int
) -> None:
    """Fault row 41: one run for the slot landed in, none made up for those jumped over."""
    with time_machine.travel(NOON, tick=False) as travelled:
        swept()
        queues.queue(redis, "events").empty()  # type: ignore[no-untyped-call]
        travelled.shift(timedelta(hours=hours))
        swept()
        swept()
    assert tasks(redis) == sorted(ticks.TASKS)


@pytest.mark.parametrize("hours", [1, -1])
def test_the_sweep_does_not_wait_for_the_clock_of_the_wall(
    guichet: Guichet, redis: redis_py.Redis, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Fault row 41: five seconds are five seconds."""
    monkeypatch.setattr("gateway.ticker.bell.listen", lambda *_: set())
    passed = [100.0]
    monkeypatch.setattr(clock, "monotonic", lambda: passed[0])
    ticker, alive = Ticker(guichet, redis), "guichet:alive:ticker"
    with time_machine.travel(NOON, tick=False) as travelled:
        ticker.round()
        redis.delete(alive)
        travelled.shift(timedelta(hours=hours))
        ticker.round()
        assert not redis.exists(alive), "swept again at once"
        passed[0] += SWEEP_S
        ticker.round()
        assert redis.exists(alive)
