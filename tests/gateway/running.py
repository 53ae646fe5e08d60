"""The gateway's own processes on the suite's servers, as a deployment starts them: `guichet web`, `guichet worker`."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

from gateway.embedded.place import free_port
from tests.journeys.running import children, until

HTTP = urllib3.PoolManager(retries=False, timeout=15, maxsize=50)
SECONDS_MAX = 60


@dataclass
class Process:
    """One running command; ``port`` is where its web server listens."""

    popen: subprocess.Popen[bytes]
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
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    return (
        kept
        | {"GUICHET_DATABASE_URL": database_url, "GUICHET_REDIS_URL": redis_url, "PYTHONUNBUFFERED": "1"}
        | more
    )


@contextmanager
def started(arguments: Sequence[str], given: dict[str, str], log: Path) -> Iterator[Process]:
    """``guichet`` with ``arguments`` until the end of the block, then killed if it still runs."""
    port = free_port()
    with log.open("ab") as output:
        popen = subprocess.Popen(
            [sys.executable, "-m", "gateway", *arguments],
            env=given | {"GUICHET_PORT": str(port)}, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    process = Process(popen, port)
    try:
        yield process
    finally:
        left = process.workers()
        popen.terminate()
        try:
            popen.wait(timeout=20)
        except subprocess.TimeoutExpired:
            popen.kill()
            popen.wait()
        for pid in left:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, 9)


@contextmanager
def web(database_url: str, redis_url: str, log: Path, **more: str) -> Iterator[Process]:
    """The real web server, answering."""
    with started(
        ["web"], environment(database_url, redis_url, GUICHET_WEB_WORKERS="1", **more), log
    ) as process:
        until(process.up, SECONDS_MAX)
        yield process
