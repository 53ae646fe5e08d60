"""One worker process under measurement, on one core: ours, or RQ with one message a job.

``python -m bench.sms_worker CORE ours|bare|forking``. ``bare`` is RQ's SimpleWorker, ``forking`` its usual Worker;
their job is what a plain user of the africastalking SDK writes: one call, for which the SDK's ``requests.post``
opens a new connection each time.
"""

import os
import sys
from functools import cache
from typing import Any

import redis
from rq import Queue, SimpleWorker, Worker
from rq.serializers import JSONSerializer

from bench import cpu

QUEUE = "bare_sms"
BASE_URL = "GUICHET_AFRICASTALKING_BASE_URL"
REDIS_URL = "GUICHET_REDIS_URL"


def send(phone: str, text: str) -> None:
    """The job."""
    _sdk().send(text, [phone])


@cache
def _sdk() -> Any:  # noqa: ANN401 - the SDK has no types
    from africastalking.SMS import SMSService

    service: Any = SMSService("sandbox-user", "key")
    service._baseUrl = os.environ[BASE_URL] + "/version1"
    return service


def enqueue(redis_url: str, messages: list[tuple[str, str]]) -> None:
    """One job a message, the SDK's arguments in it."""
    queue = Queue(QUEUE, connection=redis.Redis.from_url(redis_url), serializer=JSONSerializer)
    jobs = [Queue.prepare_data(send, args=message, result_ttl=0) for message in messages]
    for start in range(0, len(jobs), 500):
        queue.enqueue_many(jobs[start : start + 500])


def _ours() -> None:
    from gateway import serve
    from gateway.settings import load
    from kernel import logs

    logs.configure("WARNING")
    serve.worker(load(), "sms")


def _rq(kind: Any) -> None:  # noqa: ANN401 - as above
    import bench.sms_worker  # noqa: F401 - imported before the work, as `rq worker` preloads

    client = redis.Redis.from_url(os.environ[REDIS_URL])
    kind([QUEUE], connection=client, serializer=JSONSerializer).work(logging_level="WARNING")


if __name__ == "__main__":
    cpu.pin(int(sys.argv[1]))
    if sys.argv[2] == "ours":
        _ours()
    else:
        _rq({"bare": SimpleWorker, "forking": Worker}[sys.argv[2]])
