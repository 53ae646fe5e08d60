"""Open connections between two requests. Used by `kernel/egress.py` only; it opens none itself."""

import os
import threading
from collections import defaultdict

from kernel.clock import monotonic
from kernel.egress_connection import Connection
from kernel.egress_targets import Target

_MAX_IDLE = 32  # Kept for each host: as many as the worker of messages has calls in flight.
_MAX_IDLE_S = 15.0  # Many servers close after 20 s or more; a request sent into a closing one is lost.


class Idle:
    """Thread-safe, newest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str, int], list[Connection]] = defaultdict(list)
        self._process = os.getpid()

    def __del__(self) -> None:
        self.close()

    def take(self, target: Target) -> Connection | None:
        """A connection that the other side has not closed, or None."""
        while connection := self._pop(target):
            if monotonic() - connection.idle_since < _MAX_IDLE_S and connection.is_connected:
                return connection
            connection.close()
        return None

    def give(self, target: Target, connection: Connection) -> None:
        connection.idle_since = monotonic()
        with self._lock:
            kept = self._kept[target.origin]
            if connection.sock is not None and len(kept) < _MAX_IDLE:
                kept.append(connection)
                return
        connection.close()

    def close(self) -> None:
        with self._lock:
            for kept in self._kept.values():
                while kept:
                    kept.pop().close()

    def _pop(self, target: Target) -> Connection | None:
        with self._lock:
            if self._process != os.getpid():
                # A worker forks: two processes on one TLS stream would corrupt each other.
                self._kept.clear()
                self._process = os.getpid()
            kept = self._kept[target.origin]
            return kept.pop() if kept else None
