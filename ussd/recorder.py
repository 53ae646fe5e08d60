"""Hands ends of sessions to the database behind the citizens' backs: a slow database must not slow a screen.

What is lost here are statistics; nothing else may go this way.
"""

from collections.abc import Sequence

import structlog

from kernel.backlog import CLOSING_S, Backlog
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
    """Each end by itself: one that cannot be stored costs no other."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._backlog = Backlog("ussd-recorder", self._store, waiting_max=WAITING_MAX)

    def record(self, event: SessionEvent) -> None:
        """Returns at once. A full queue drops the event and counts it."""
        if not self._backlog.add(event):
            metrics.EVENTS_LOST.inc()

    def close(self, timeout_s: float = CLOSING_S) -> bool:
        """Store what waits, then end. False when it took longer than ``timeout_s``."""
        return self._backlog.close(timeout_s)

    def _store(self, events: Sequence[SessionEvent]) -> None:
        for event in events:
            try:
                with self._database.transaction() as connection:
                    store(connection, self._keyring, event)
            except Exception as error:  # noqa: BLE001 - the thread must outlive any event
                metrics.EVENTS_LOST.inc()
                report(log, "ussd_event_lost", event.dialect, error)
