"""A job that outlives its limit is ended, whatever its handler catches or waits for. Fault row 5."""

import signal
import threading

import pytest
import redis as redis_py

from gateway import jobs, queues
from gateway.wiring import Guichet
from kernel.database import Database
from kernel.outbox import Event
from tests.faults.rows import handle, publish, row
from tests.waiting import until


@pytest.fixture
def hang() -> threading.Event:
    """Set at the end, so that no thread of a test outlives it."""
    return threading.Event()


def test_a_handler_that_hangs_costs_its_job_and_not_the_worker(
    guichet: Guichet,
    database: Database,
    redis: redis_py.Redis,
    monkeypatch: pytest.MonkeyPatch,
    hang: threading.Event,
) -> None:
    began = threading.Event()

    def hangs(_: Event) -> None:
        began.set()
        signal.alarm(1)  # its time is over when it has begun, and not before
        hang.wait(60)

    handle(guichet, hanging=hangs)
    monkeypatch.setattr(jobs, "guichet", lambda: guichet)
    row_id = publish(database, "hanging")
    job = queues.queue(redis, "events").enqueue(queues.DRAIN, "events", job_timeout=60)
    try:
        assert queues.worker(redis, "events").work(burst=True, logging_level="CRITICAL"), (
            "the worker lives on"
        )
        assert began.is_set()
        assert job.is_failed
        kept = row(database, row_id)
        assert (kept.done_at, kept.parked_at) == (None, None), "its lease gives it to the next worker"
    finally:
        hang.set()
    # The thread that hung still ends by itself, late and harmless.
    until(lambda: row(database, row_id).done_at)
