"""The circuit breaker of all processes together, through Redis; without Redis each process keeps its own."""

import uuid
from collections.abc import Callable
from typing import TypeVar

import redis
import structlog

from backends.breaker import FAILURES_MAX, PROBE_S, WINDOW_S, LocalBreaker
from kernel import clock

# An open circuit that nobody probes for a day belongs to an administration that is no longer configured.
FORGOTTEN_S = 24 * 3600

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


class SharedBreaker:
    """Three keys by administration: recent failures, open since, and the right to probe.

    ``client`` must have a socket timeout; a command that it sends twice delays a probe by PROBE_S at most. The local
    breaker hears everything too, so that it is ready when Redis goes.
    """

    def __init__(self, client: redis.Redis, name: str) -> None:
        self._client = client
        self._failures, self._open, self._probe = (
            f"guichet:breaker:{name}:{part}" for part in ("failures", "open", "probe")
        )
        self._local = LocalBreaker()

    def allow(self) -> bool:
        return self._ask(self._shared_allow, self._local.allow)

    def succeeded(self) -> None:
        self._local.succeeded()
        self._ask(lambda: self._client.delete(self._failures, self._open, self._probe), lambda: 0)

    def failed(self) -> None:
        self._local.failed()
        self._ask(self._shared_failed, lambda: None)

    def state(self) -> str:
        return self._ask(self._shared_state, self._local.state)

    def _shared_allow(self) -> bool:
        if not self._client.exists(self._open):
            return True
        # One process in PROBE_S wins this key, and with it the right to try.
        return bool(self._client.set(self._probe, "1", nx=True, ex=PROBE_S))

    def _shared_failed(self) -> None:
        at = clock.now().timestamp()
        with self._client.pipeline(transaction=True) as pipeline:
            pipeline.zadd(self._failures, {uuid.uuid4().hex: at})
            pipeline.zremrangebyscore(self._failures, "-inf", at - WINDOW_S)
            pipeline.zcard(self._failures)
            pipeline.expire(self._failures, WINDOW_S)
            count = pipeline.execute()[2]
        if count >= FAILURES_MAX and self._client.set(self._open, "1", nx=True, ex=FORGOTTEN_S):
            self._client.set(self._probe, "1", ex=PROBE_S)
            log.error("circuit_opened", breaker=self._open)

    def _shared_state(self) -> str:
        if not self._client.exists(self._open):
            return "closed"
        return "open" if self._client.exists(self._probe) else "half-open"

    def _ask(self, shared: Callable[[], Answer], local: Callable[[], Answer]) -> Answer:
        try:
            return shared()
        except redis.RedisError as error:
            log.warning("breaker_without_redis", error=type(error).__name__)
            return local()
