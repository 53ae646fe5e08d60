"""One web server under measurement: granian, one process on one core, four requests worked on at a time.

``python -m bench.server FACTORY PORT CORE`` is the process itself; ``Server`` starts and ends it.
"""

import http.client
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from bench import cpu
from gateway.intake import CONNECTIONS_A_PLACE
from kernel import clock, logs

ROOT = Path(__file__).resolve().parent.parent
# The gateway itself gives out places to work, to threads of which each connection may have one.
PLACES = 4
GATEWAY = "gateway.front:create"
START_S_MAX = 30
END_S_MAX = 15


class ServerFailed(Exception):
    """The server did not start; its log says why."""


class Server:
    """``factory`` is "module:function" that makes the WSGI application. Runs inside a ``with`` block."""

    def __init__(self, factory: str, port: int, core: int, environment: Mapping[str, str], log: Path) -> None:
        self.port = port
        self._command = [sys.executable, "-m", "bench.server", factory, str(port), str(core)]
        self._environment = {**environment, "GUICHET_PORT": str(port)}
        self._log = log
        self.pids: list[int] = []

    def __enter__(self) -> Self:
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            self._wait()
        except BaseException:
            self._end()
            raise
        self.pids = cpu.family(self._process.pid)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def worker(self) -> int:
        """The process that answers; the first of ``pids`` only watches it."""
        return self.pids[-1]

    def cpu_s(self) -> float:
        """Processor seconds of the watcher and the worker so far."""
        return cpu.seconds(self.pids)

    def _wait(self) -> None:
        deadline = clock.monotonic() + START_S_MAX
        while not self._answers():
            if self._process.poll() is not None or clock.monotonic() > deadline:
                lines = self._log.read_text(errors="replace").splitlines()[-12:]
                raise ServerFailed("\n".join([" ".join(self._command), *lines]))
            clock.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(END_S_MAX)
        except subprocess.TimeoutExpired:
            for pid in reversed(cpu.family(self._process.pid)):
                subprocess.run(["kill", "-9", str(pid)], check=False)  # noqa: S607 - as a person would
            self._process.wait()


def serve(factory: str, port: int, core: int) -> None:
    """Be the server, with the options of ``gateway.serve.web``, until SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings

    cpu.pin(core)
    logs.configure("WARNING")
    connections = PLACES * CONNECTIONS_A_PLACE
    Granian(
        factory, factory=True, interface=Interfaces.WSGI, address="127.0.0.1", port=port,
        workers=1, blocking_threads=connections if factory == GATEWAY else PLACES, backlog=1024,
        backpressure=connections,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, keep_alive=True, pipeline_flush=False),
        websockets=False, log_enabled=False,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
