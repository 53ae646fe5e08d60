"""Hands screens to the database behind the citizens' backs, many at a time: a slow database must not slow a screen.

What is lost here is an explanation for staff; no case and no money goes this way.
"""

import queue
import threading
from collections.abc import Callable

import structlog

from cases.screens import Shown, keep
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.turn import Screen, Turn

log = structlog.get_logger(__name__)

# 1 kB each: some seconds of a whole country's traffic. Behind that the database is down anyway.
WAITING_MAX = 4000
# One statement takes this many: at 500 screens a second two statements a second instead of 500.
BATCH = 250


class ScreenRecorder:
    """One thread a process, started by the first screen, so that it survives servers that fork."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._waiting: queue.Queue[Shown | None] = queue.Queue(WAITING_MAX)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def watch(self, converse: Callable[[Turn], Screen]) -> Callable[[Turn], Screen]:
        """``converse`` with each of its screens recorded on the way out."""

        def watched(turn: Turn) -> Screen:
            screen = converse(turn)
            self.record(turn, screen)
            return screen

        return watched

    def record(self, turn: Turn, screen: Screen) -> None:
        """Returns at once. A full queue drops the screen: the citizen has it, staff will not."""
        if not screen.text or not turn.phone:
            return
        if self._thread is None:
            self._start()
        try:
            self._waiting.put_nowait(Shown(clock.now(), turn, screen))
        except queue.Full:
            log.warning("screen_not_kept", reason="full")

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
                self._thread = threading.Thread(target=self._work, name="screen-recorder", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        going_on = True
        while going_on:
            batch, going_on = self._batch()
            try:
                with self._database.transaction() as connection:
                    keep(connection, self._keyring, batch)
            except Exception as error:  # noqa: BLE001 - the thread must outlive any screen
                log.warning("screens_not_kept", count=len(batch), error=type(error).__name__)

    def _batch(self) -> tuple[list[Shown], bool]:
        """Everything that waits, at least one; False at the end."""
        found = [self._waiting.get()]
        while len(found) < BATCH and found[-1] is not None:
            try:
                found.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return [shown for shown in found if shown is not None], found[-1] is not None
