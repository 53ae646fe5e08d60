"""``guichet run``: everything on one machine, kept alive, ended cleanly, resumed with its data."""

import fcntl
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TextIO

import structlog
import urllib3

from gateway import bell, connections, serve
from gateway.child import Child
from gateway.embedded.place import is_free
from gateway.embedded.postgres import Postgres
from gateway.embedded.valkey import Valkey
from gateway.own_door import own_door
from gateway.program import Program, command, copy
from gateway.settings import PREFIX, Mode, Settings, load
from kernel import clock, logs

# Looks at the gateway, a tenth of a second apart: a minute, and longer on a machine that is slow to answer.
READY_LOOKS_MAX = 600
# In-flight requests and jobs finish within 30 s of SIGTERM (fault row 43).
END_SECONDS = 30
WATCH_S = 0.5
# A server that does not start is tried again that often: each try is a process, and a line in the log.
RESTART_S = 5.0
log = structlog.get_logger(__name__)


class AlreadyRunning(Exception):
    """Another ``guichet run`` holds the same data folder."""


class NotReady(Exception):
    """The processes run but the gateway does not say it is ready; ``parts`` are the red ones."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts) or "no answer")
        self.parts = parts


class Supervisor:
    """Servers first, then the schema, then the processes; the other way round at the end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.data_dir.resolve()
        self._servers: list[Postgres | Valkey] = []
        self.children: list[Child] = []
        self._stopping = threading.Event()
        self._not_before = 0.0

    def log_stream(self) -> TextIO:
        """Where the supervisor's own log goes."""
        folder = self._folder / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / "supervisor.log").open("a", encoding="utf-8")

    def stop(self, *_: object) -> None:
        """Leave ``watch``; safe in a signal handler."""
        self._stopping.set()

    @contextmanager
    def servers(self) -> Iterator[dict[str, str]]:
        """Start what no URL names; the environment that the processes need, until the servers are stopped."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with _sole_user(self._folder / "lock"):
            try:
                yield self._start_servers()
            finally:
                for server in reversed(self._servers):
                    server.stop()

    @contextmanager
    def processes(self, environment: dict[str, str]) -> Iterator[None]:
        """Every process of the gateway (and the simulator in demo mode) until the end of the block."""
        (self._folder / "logs").mkdir(exist_ok=True)
        programs = _programs(self._settings, self._folder, environment)
        self.children = [Child(name, program) for name, program in programs.items()]
        try:
            for child in self.children:
                child.start()
            yield
        finally:
            for child in self.children:
                child.ask_to_end()
            until = clock.monotonic() + END_SECONDS
            for child in self.children:
                child.end(until - clock.monotonic())

    def wait_until_ready(self, report: Callable[[list[str]], None]) -> None:
        """Poll ``/readyz``; ``report`` is told what is still missing. Raises NotReady."""
        door = own_door(self._settings)
        missing: list[str] = ["gateway"]
        for _ in range(READY_LOOKS_MAX):
            try:
                missing = [name for name, ok in door.look().items() if not ok]
                if self._settings.mode is Mode.DEMO and is_free(self._settings.simulator_port):
                    missing.append("simulator")
                if not missing:
                    return
            except (urllib3.exceptions.HTTPError, ValueError, KeyError):
                missing = ["gateway"]
            report(missing)
            if self._stopping.wait(0.1):
                return
            self._tend()
        raise NotReady(missing)

    def watch(self) -> None:
        """Keep everything alive until ``stop``."""
        while not self._stopping.wait(WATCH_S):
            self._tend()

    def _tend(self) -> None:
        for server in self._servers:
            if not server.alive() and clock.monotonic() >= self._not_before:
                self._restart(server)
        for child in self.children:
            child.tend()

    def _restart(self, server: Postgres | Valkey) -> None:
        """A disk that is full now may have room in a while: the processes wait for their server, and so do we."""
        try:
            server.start()
        except (RuntimeError, OSError) as error:
            self._not_before = clock.monotonic() + RESTART_S
            log.error("server_not_started", server=type(server).__name__, error=str(error))  # noqa: TRY400

    def _start_servers(self) -> dict[str, str]:
        environment = dict(os.environ)
        if not self._settings.database_url.get_secret_value():
            postgres = Postgres(self._folder / "postgres", _postgres_options(self._settings))
            self._servers.append(postgres)
            environment[f"{PREFIX}DATABASE_URL"] = postgres.start()
        if not self._settings.redis_url.get_secret_value():
            valkey = Valkey(self._folder / "valkey")
            self._servers.append(valkey)
            environment[f"{PREFIX}REDIS_URL"] = valkey.start()
        metrics = self._folder / "metrics"
        metrics.mkdir(exist_ok=True)
        for old in metrics.glob("*.db"):
            old.unlink()  # counts of processes that are gone
        # The Prometheus library reads its own name; ours tells the scrape where to look.
        environment["PROMETHEUS_MULTIPROC_DIR"] = environment[f"{PREFIX}METRICS_DIR"] = str(metrics)
        environment[f"{PREFIX}DATA_DIR"] = str(self._folder)
        return environment


def _postgres_options(settings: Settings) -> dict[str, str]:
    """As many connections as its own processes may open, and no more."""
    return {"max_connections": str(connections.wanted(settings) + connections.RESERVED)}


def _programs(settings: Settings, folder: Path, environment: Mapping[str, str]) -> dict[str, Program]:
    """Name -> how its process starts. Ours are copies of this one; the simulator shares nothing with us."""
    work: dict[str, Callable[[], None]] = {
        "web": partial(_serve, serve.web),
        "ticker": partial(_serve, serve.ticker),
        **{f"worker {lane}": partial(_serve, partial(serve.worker, lane=lane)) for lane in bell.LANES},
    }
    written = folder / "logs"
    programs = {
        name: copy(name, run, environment, written / f"{name.replace(' ', '-')}.log")
        for name, run in work.items()
    }
    if settings.mode is Mode.DEMO:
        programs["simulator"] = command(_simulator(settings, folder), environment, written / "simulator.log")
    return programs


def _serve(work: Callable[[Settings], None]) -> None:
    """What a copy does: settings read anew, since its environment now has the servers' addresses."""
    settings = load()
    logs.configure(settings.log_level)
    work(settings)


def _simulator(settings: Settings, folder: Path) -> list[str]:
    return [
        sys.executable, "-m", "simulator",
        "--port", str(settings.simulator_port),
        "--gateway", f"http://127.0.0.1:{settings.port}",
        "--token", settings.channel_token.get_secret_value(),
        "--events-token", settings.apex_events_token.get_secret_value(),
        "--twilio-account", settings.twilio_account_sid,
        "--twilio-token", settings.twilio_auth_token.get_secret_value(),
        "--service-code", next(iter(settings.service_codes)),
        "--state", str(folder / "simulator"),
    ]  # fmt: skip


@contextmanager
def _sole_user(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(str(path.parent)) from None
        yield


def on_signals(handler: Callable[..., None]) -> None:
    """Call ``handler`` on Ctrl-C and on SIGTERM."""
    signal.signal(signal.SIGINT, handler)
    signal.signal(signal.SIGTERM, handler)
