"""The gate before an administration: a circuit breaker and a cap on calls at once. Knows no wire."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backends.breaker import PROBE_S, Breaker
from backends.contract import NotTried, Refused, Unavailable, Unknown

# Four calls at once a process: small ministries run one modest server.
CALLS_MAX = 4
# A call lasts 10 s at most; waiting half of that for a place keeps a job under its 60 s lease.
WAIT_S = 5.0
# A place is free again after one call at the latest.
BUSY_S = 10


class Gate:
    """``with gate.call():`` around each request; the errors raised inside are what the breaker hears."""

    def __init__(self, breaker: Breaker, calls_max: int = CALLS_MAX, wait_s: float = WAIT_S) -> None:
        self._breaker = breaker
        self._places = threading.BoundedSemaphore(calls_max)
        self._wait_s = wait_s

    @contextmanager
    def call(self) -> Iterator[None]:
        """Raises NotTried before anything is sent: "circuit-open" or "busy"."""
        if not self._places.acquire(timeout=self._wait_s):
            raise NotTried("busy", retry_in_s=BUSY_S)
        try:
            if not self._breaker.allow():
                raise NotTried("circuit-open", retry_in_s=PROBE_S)
            with self._heard():
                yield
        finally:
            self._places.release()

    def state(self) -> str:
        """The breaker's state."""
        return self._breaker.state()

    @contextmanager
    def _heard(self) -> Iterator[None]:
        try:
            yield
        except Refused:
            # A refusal is an answer: the other side is alive.
            self._breaker.succeeded()
            raise
        except (Unavailable, Unknown):
            self._breaker.failed()
            raise
        self._breaker.succeeded()
