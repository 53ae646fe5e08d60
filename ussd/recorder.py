"""Hands ends of sessions to the database behind the citizens' backs: a slow database must not slow a screen.

What is lost here are statistics; nothing else may go this way.
"""

import queue
import threading

import structlog

from kernel.crypto import Keyring
from kernel.database import Database
from ussd import metrics
from ussd.call import SessionEvent
from ussd.events import store
from ussd.fault import report

log = structlog.get_logger(__name__)

# 300 bytes each. A thousand is seconds of a whole country's traffic: behind that the database is down anyway.
WAITING_MAX = 1000


class Recorder:
    """One thread a process, started by the first event, so that it survives servers that fork."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._waiting: queue.Queue[SessionEvent | None] = queue.Queue(WAITING_MAX)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def record(self, event: SessionEvent) -> None:
        """Returns at once. A full queue drops the event and counts it."""
        if self._thread is None:
            self._start()
        try:
            self._waiting.put_nowait(event)
        except queue.Full:
            metrics.EVENTS_LOST.inc()

    def close(self, timeout_s: float = 2.0) -> bool:
        """Store what waits, then end. False when it took longer than ``timeout_s``."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None:
            return True
        try:
            self._waiting.put(None, timeout=timeout_s)
        except queue.Full:
            return False
        thread.join(timeout_s)
        return not thread.is_alive()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="ussd-recorder", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while (event := self._waiting.get()) is not None:
            try:
                with self._database.transaction() as connection:
                    store(connection, self._keyring, event)
            except Exception as error:  # noqa: BLE001 - the thread must outlive any event
                metrics.EVENTS_LOST.inc()
                report(log, "ussd_event_lost", event.dialect, error)
