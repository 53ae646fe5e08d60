"""RQ as we use it: JSON only, a list of the functions that may run, one queue a worker, nothing kept."""

from collections.abc import Mapping
from typing import Any

import redis
from rq import Queue, SimpleWorker
from rq.exceptions import DuplicateJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from gateway import bell, ticks
from gateway.jobs import JOB_SECONDS_MAX
from kernel import clock

DRAIN = "gateway.jobs.drain"
TICK = "gateway.jobs.tick"
# A function and the words it may be called with: a job of ours carries one word and nothing else.
ALLOWED: Mapping[str, frozenset[str]] = {DRAIN: frozenset(bell.LANES), TICK: frozenset(ticks.TASKS)}
# Ten bells a second and lane are plenty: a drain takes everything that is due.
BELL_SLOT_S = 0.1
FAILURE_TTL_S = 7 * 24 * 3600
MAINTENANCE_S = 60


class JobRefused(Exception):
    """Somebody wrote a job into Redis that is not ours: JSON stops unpickling, not calling."""


class AllowedJob(Job):
    """A job whose function and word are on the list; anything else fails without being imported."""

    @property
    def func(self) -> Any:  # noqa: ANN401 - RQ's own signature
        """The function to run. Raises JobRefused."""
        words = ALLOWED.get(self.func_name or "", frozenset())
        if self.instance is not None or self.kwargs or len(self.args) != 1 or self.args[0] not in words:
            raise JobRefused("function or word outside the list")
        return super().func

    @property
    def success_callback(self) -> None:
        """None: callbacks are import strings too, and we use none."""

    @property
    def failure_callback(self) -> None:
        """None: see success_callback."""

    @property
    def stopped_callback(self) -> None:
        """None: see success_callback."""


class LaneQueue(Queue):
    """A queue of allowed jobs."""

    job_class = AllowedJob


class LaneWorker(SimpleWorker):
    """Runs short network jobs in its own process: no fork, six times the jobs a second of the forking worker."""

    job_class = AllowedJob
    queue_class = LaneQueue
    # Without Redis it looks again after 1, 2, 4, 4 ... s. RQ's own minute would leave a lane unworked that long
    # after it is back, and five workers that look every 4 s are no load.
    max_connection_wait_time = 4.0

    def procline(self, message: str) -> None:
        """Nothing: the process keeps the title that the supervisor gave it."""


def queue(client: redis.Redis, lane: str) -> LaneQueue:
    """The queue of ``lane``."""
    return LaneQueue(lane, connection=client, serializer=JSONSerializer, default_timeout=JOB_SECONDS_MAX)


def ring_worker(client: redis.Redis, lane: str) -> None:
    """Have ``lane`` drained; several bells within a tenth of a second are one job."""
    slot = int(clock.now().timestamp() / BELL_SLOT_S)
    _enqueue(client, lane, DRAIN, lane, f"drain-{lane}-{slot}")


def enqueue_tick(client: redis.Redis, name: str, slot: int) -> None:
    """Have the periodic task run once in ``slot``, however many tickers there are."""
    _enqueue(client, "events", TICK, name, f"tick-{name}-{slot}")


def worker(client: redis.Redis, lane: str) -> LaneWorker:
    """One worker for one lane: BLMOVE keeps a dequeued job findable, which several queues a worker would not."""
    return LaneWorker(
        [queue(client, lane)],
        connection=client,
        serializer=JSONSerializer,
        maintenance_interval=MAINTENANCE_S,
        log_job_description=False,
    )


def _enqueue(client: redis.Redis, lane: str, function: str, argument: str, job_id: str) -> None:
    try:
        queue(client, lane).enqueue(
            function,
            argument,
            job_id=job_id,
            unique=True,
            result_ttl=0,
            failure_ttl=FAILURE_TTL_S,
            description=job_id,
        )
    except DuplicateJobError:
        return  # already rung for
