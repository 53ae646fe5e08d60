"""The gateway's own processes on the suite's servers, as a deployment starts them: `guichet web`, `guichet worker`."""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

from gateway.embedded.place import free_port
from tests import forked
from tests.journeys.running import children, inherited
from tests.waiting import until

HTTP = urllib3.PoolManager(retries=False, timeout=60, maxsize=50)
SECONDS_MAX = 180


@dataclass
class Process:
    """One running command; ``port`` is where its web server listens."""

    popen: forked.Forked
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> bool:
        try:
            return HTTP.request("GET", f"{self.url}/healthz").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def workers(self) -> list[int]:
        """The web server's processes below the one that we started."""
        return children(self.popen.pid, "")


def environment(database_url: str, redis_url: str, **more: str) -> dict[str, str]:
    """The suite's own GUICHET_* must not leak in."""
    return (
        inherited()
        | {"GUICHET_DATABASE_URL": database_url, "GUICHET_REDIS_URL": redis_url, "PYTHONUNBUFFERED": "1"}
        | more
    )


@contextmanager
def started(arguments: Sequence[str], given: dict[str, str], log: Path) -> Iterator[Process]:
    """``guichet`` with ``arguments`` until the end of the block, then killed if it still runs."""
    port = free_port()
    with log.open("ab") as output:
        popen = forked.start(arguments, given | {"GUICHET_PORT": str(port)}, output, output, session=True)
    process = Process(popen, port)
    try:
        yield process
    finally:
        left = process.workers()
        popen.terminate()
        try:
            popen.wait(timeout=60)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)


@contextmanager
def web(database_url: str, redis_url: str, log: Path, **more: str) -> Iterator[Process]:
    """The real web server, answering."""
    with started(
        ["web"], environment(database_url, redis_url, GUICHET_WEB_WORKERS="1", **more), log
    ) as process:
        until(process.up, SECONDS_MAX)
        yield process
