"""One process that the supervisor keeps alive."""

import contextlib
import os
import signal

import structlog

from gateway.program import Program, Started
from kernel import clock

# A process that dies at once is tried again after 0.5, 1, 2 ... 15 s; one that lived a minute starts afresh.
PAUSE_S, PAUSE_S_MAX = 0.5, 15.0
STEADY_S = 60.0
MOMENT_S = 0.1
# A process that was killed is gone once the kernel has let go of what it held.
KILLED_S = 5.0
log = structlog.get_logger(__name__)


class Child:
    """Started by ``program``; restarted by ``tend`` when it died."""

    def __init__(self, name: str, program: Program) -> None:
        self.name = name
        self._program = program
        self._process: Started | None = None
        self._started_at = 0.0
        self._not_before = 0.0
        self._pause_s = PAUSE_S

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.exit_status() is None else None

    def start(self) -> None:
        """Start the process."""
        self._process = self._program()
        self._started_at = clock.monotonic()

    def tend(self) -> None:
        """Start the process again if it died and its pause is over."""
        if self.pid is not None:
            return
        at = clock.monotonic()
        if self._process is not None:
            status = self._process.exit_status()
            pause_s = PAUSE_S if at - self._started_at > STEADY_S else self._pause_s
            self._not_before, self._pause_s = at + pause_s, min(pause_s * 2, PAUSE_S_MAX)
            self._process = None
            log.warning("process_died", process=self.name, exit_status=status, again_in_s=pause_s)
        elif at >= self._not_before:
            self.start()

    def ask_to_end(self) -> None:
        """SIGTERM: finish what is in hand."""
        if self.pid:
            os.kill(self.pid, signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Wait ``seconds`` for the end, a moment at least; then kill the process and what it started."""
        if self._process is None or self._process.wait(max(seconds, MOMENT_S)):
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(KILLED_S)
