"""Hands screens to the database behind the citizens' backs, many at a time: a slow database must not slow a screen.

What is lost here is an explanation for staff; no case and no money goes this way.
"""

from collections.abc import Callable, Sequence

import structlog

from cases.screens import Shown, keep
from kernel import clock
from kernel.backlog import CLOSING_S, Backlog
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.turn import Screen, Turn

log = structlog.get_logger(__name__)

# 1 kB each: some seconds of a whole country's traffic. Behind that the database is down anyway.
WAITING_MAX = 4000
# A screen stored alone costs 700 microseconds of the web process, one of fifty together 80. A hundred hold the
# interpreter for 7 ms, which the steps beside them hardly feel; 2,000 screens a second fit.
BATCH = 100
LINGER_S = 0.05


class ScreenRecorder:
    """Each screen on its way out of a conversation."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._backlog = Backlog(
            "screen-recorder", self._keep, waiting_max=WAITING_MAX, batch_max=BATCH, linger_s=LINGER_S
        )

    def watch(self, converse: Callable[[Turn], Screen]) -> Callable[[Turn], Screen]:
        """``converse`` with each of its screens recorded on the way out."""

        def watched(turn: Turn) -> Screen:
            screen = converse(turn)
            self.record(turn, screen)
            return screen

        return watched

    def record(self, turn: Turn, screen: Screen) -> None:
        """Returns at once. A full queue drops the screen: the citizen has it, staff will not."""
        if screen.text and turn.phone and not self._backlog.add(Shown(clock.now(), turn, screen)):
            log.warning("screen_not_kept", reason="full")

    def close(self, timeout_s: float = CLOSING_S) -> bool:
        """Store what waits, then end. False when it took longer than ``timeout_s``."""
        return self._backlog.close(timeout_s)

    def _keep(self, batch: Sequence[Shown]) -> None:
        try:
            with self._database.transaction() as connection:
                keep(connection, self._keyring, batch)
        except Exception as error:  # noqa: BLE001 - the thread must outlive any screen
            log.warning("screens_not_kept", count=len(batch), error=type(error).__name__)
