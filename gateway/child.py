"""One process that the supervisor keeps alive."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

from kernel import clock

# A process that dies at once is tried again after 1, 2, 4 ... 30 s; one that lived a minute starts afresh.
PAUSE_S_MAX = 30.0
STEADY_S = 60.0
log = structlog.get_logger(__name__)


class Child:
    """``arguments`` run with ``environment``, its output in ``log_file``; restarted by ``tend`` when it died."""

    def __init__(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str], log_file: Path
    ) -> None:
        self.name = name
        self._arguments = list(arguments)
        self._environment = dict(environment)
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._not_before = 0.0
        self._pause_s = 1.0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only the supervisor."""
        with self._log_file.open("ab") as output:
            self._process = subprocess.Popen(
                self._arguments,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._started_at = clock.monotonic()

    def tend(self) -> None:
        """Start the process again if it died and its pause is over."""
        if self.pid is not None:
            return
        at = clock.monotonic()
        if self._process is not None:
            code = self._process.returncode
            self._pause_s = 1.0 if at - self._started_at > STEADY_S else min(self._pause_s * 2, PAUSE_S_MAX)
            self._not_before = at + self._pause_s / 2
            self._process = None
            log.warning("process_died", process=self.name, exit_status=code, again_in_s=self._pause_s / 2)
        elif at >= self._not_before:
            self.start()

    def ask_to_end(self) -> None:
        """SIGTERM: finish what is in hand."""
        if self._process and self.pid:
            self._process.send_signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Wait ``seconds`` for the end, then kill the process and what it started."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
