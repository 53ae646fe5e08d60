"""Circuit breaker: leaves a failing administration alone. For one process (several: `shared_breaker.py`)."""

import threading
from collections import deque
from typing import Protocol

from kernel import clock

# Fault row 33: opens after 5 failures in 30 s, then lets one request through every 30 s.
FAILURES_MAX = 5
WINDOW_S = 30
PROBE_S = 30


class Breaker(Protocol):
    """What a gate asks before each call and tells after it."""

    def allow(self) -> bool:
        """Whether to call now. While open, true once every PROBE_S: that call is the probe."""
        ...

    def succeeded(self) -> None:
        """An answer came: close."""
        ...

    def failed(self) -> None:
        """No usable answer came."""
        ...

    def state(self) -> str:
        """ "closed", "open", or "half-open" while a probe may go."""
        ...


class LocalBreaker:
    """Thread-safe, by the monotonic clock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES_MAX)
        self._probe_at: float | None = None

    def allow(self) -> bool:
        now = clock.monotonic()
        with self._lock:
            if self._probe_at is None:
                return True
            if now < self._probe_at:
                return False
            self._probe_at = now + PROBE_S
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failures.clear()
            self._probe_at = None

    def failed(self) -> None:
        now = clock.monotonic()
        with self._lock:
            self._failures.append(now)
            full = len(self._failures) == FAILURES_MAX and now - self._failures[0] <= WINDOW_S
            if self._probe_at is not None or full:
                self._probe_at = now + PROBE_S

    def state(self) -> str:
        with self._lock:
            if self._probe_at is None:
                return "closed"
            return "open" if clock.monotonic() < self._probe_at else "half-open"
