"""Every lane has a worker, every topic a handler, and no job outside the list ever runs."""

import ast
from pathlib import Path

import pytest
import redis as redis_py
from rq.job import Job
from rq.serializers import JSONSerializer

from gateway import bell, queues
from gateway.settings import Settings
from gateway.supervisor import _programs
from gateway.wiring import Guichet
from tests.rooms import sources


def published() -> set[str]:
    """The literal topics and lanes handed to ``outbox.publish`` anywhere."""
    topics = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"outbox.publish", "publish"}:
                topics |= {arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)}
    return {topic for topic in topics if isinstance(topic, str)}


def test_every_topic_has_a_handler(guichet: Guichet) -> None:
    topics = published()
    assert topics
    assert topics - set(guichet.handlers) == set()


def test_every_lane_has_a_worker_in_the_supervisor() -> None:
    programs = _programs(Settings(), Path("/tmp"), {})  # noqa: S108 - never written to
    assert {f"worker {lane}" for lane in bell.LANES} <= set(programs)


@pytest.mark.parametrize("function", ["os.system", "subprocess.run", "gateway.jobs.handle"])
def test_a_job_outside_the_list_fails_without_being_called(
    redis: redis_py.Redis, tmp_path: Path, function: str
) -> None:
    """Bad-input row 78: JSON stops unpickling, not calling."""
    trace = tmp_path / "ran"
    job = Job.create(
        function, args=[f"touch {trace}"], connection=redis, serializer=JSONSerializer, timeout=10
    )
    queues.queue(redis, "events").enqueue_job(job)
    queues.worker(redis, "events").work(burst=True, logging_level="CRITICAL")
    assert not trace.exists()
    assert job.is_failed
