"""What somebody else wrote into the queue or the outbox runs nothing and stops nobody. Bad-input row 78."""

import pickle
from pathlib import Path
from uuid import uuid4

import pytest
import redis as redis_py
import structlog
from rq.job import Job
from rq.serializers import JSONSerializer

from gateway import jobs, queues
from gateway.wiring import Guichet
from kernel.database import Database
from tests.faults.rows import publish, row


class Touch:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


ROWS: dict[str, tuple[str, list[object], dict[str, object]]] = {
    "a lane that is none": ("gateway.jobs.drain", ["letters"], {}),
    "a task that is none": ("gateway.jobs.tick", ["erase_everything"], {}),
    "a megabyte": ("gateway.jobs.drain", ["x" * 1024 * 1024], {}),
    "no word": ("gateway.jobs.drain", [], {}),
    "two words": ("gateway.jobs.drain", ["events", "sms"], {}),
    "a named word": ("gateway.jobs.drain", ["events"], {"lane": "sms"}),
    "a list": ("gateway.jobs.drain", [["events"]], {}),
    "a function beside ours": ("gateway.jobs.guichet", ["events"], {}),
    "a module of the language": ("os.system", ["true"], {}),
}


@pytest.mark.parametrize(("function", "args", "kwargs"), ROWS.values(), ids=ROWS)
def test_a_job_that_is_not_ours_fails_and_the_next_one_runs(
    redis: redis_py.Redis, guichet: Guichet, monkeypatch: pytest.MonkeyPatch,
    function: str, args: list[object], kwargs: dict[str, object],
) -> None:  # fmt: skip
    monkeypatch.setattr(jobs, "guichet", lambda: guichet)
    strange = Job.create(function, args=args, kwargs=kwargs, connection=redis, serializer=JSONSerializer)
    queues.queue(redis, "events").enqueue_job(strange)
    queues.ring_worker(redis, "events")
    queues.worker(redis, "events").work(burst=True, logging_level="CRITICAL")
    assert strange.is_failed
    assert list(redis.keys("guichet:alive:*")) == [b"guichet:alive:events"]
    kept = redis.hget(strange.key, "exc_info") or b""
    assert len(kept) < 20_000, "what was sent is not kept once more with the failure"


def test_a_pickle_is_not_opened(redis: redis_py.Redis, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    job = Job.create("gateway.jobs.drain", args=["events"], connection=redis, serializer=JSONSerializer)
    queues.queue(redis, "events").enqueue_job(job)
    redis.hset(job.key, "data", pickle.dumps(("gateway.jobs.drain", None, (Touch(trace),), {})))
    assert queues.worker(redis, "events").work(burst=True, logging_level="CRITICAL")
    assert not trace.exists()
    assert job.is_failed
    pickle.loads(pickle.dumps(Touch(trace)))  # noqa: S301 - the control: opened, it would have run
    assert trace.exists()


NOBODY = {"case": str(uuid4()), "partner": "999999", "sms": str(uuid4())}


def test_a_row_about_nobody_stops_no_other(guichet: Guichet, database: Database) -> None:
    """Every topic that has a handler, about something that does not exist."""
    payload_free = [topic for topic in guichet.handlers if topic.split(".")[0] in NOBODY]
    rows = {topic: publish(database, topic, NOBODY[topic.split(".")[0]]) for topic in payload_free}
    with structlog.testing.capture_logs():
        jobs.drain_with(guichet, "events")
    for topic, row_id in rows.items():
        kept = row(database, row_id)
        assert kept.done_at or kept.last_error, topic


def test_a_topic_that_nobody_handles_is_kept_for_a_person(guichet: Guichet, database: Database) -> None:
    row_id = publish(database, "nobody.asked")
    with structlog.testing.capture_logs() as lines:
        jobs.drain_with(guichet, "events")
    assert row(database, row_id).last_error == "KeyError"
    assert [line["event"] for line in lines if line.get("row") == row_id] == ["outbox_retry"]


def test_the_last_failure_is_an_alert(guichet: Guichet, database: Database) -> None:
    """Fault row 47: parked, told as an error, and the others flow."""
    row_id = publish(database, "nobody.asked")
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE outbox SET tries = 9")
    publish(database, "case.moved", NOBODY["case"])
    with structlog.testing.capture_logs() as lines:
        assert jobs.drain_with(guichet, "events") == 2
    assert row(database, row_id).parked_at
    assert [line["log_level"] for line in lines if line["event"] == "outbox_parked"] == ["error"]
