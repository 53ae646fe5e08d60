"""The stage of a run: PostgreSQL and Valkey of its own and the servers that use them, gone at the end."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from bench import cpu
from bench.server import Server
from gateway.embedded.postgres import Postgres
from gateway.embedded.valkey import Valkey
from gateway.settings import PREFIX
from kernel.database import METADATA, Database
from tests.rooms import import_tables

# Room for a million rows to be written without a checkpoint in the middle of a measurement.
POSTGRES_OPTIONS = {"max_wal_size": "4GB", "checkpoint_timeout": "30min"}
TABLES_TIMEOUT_MS = 60_000


class Stage:
    """Everything but the server under measurement shares the load's core, so that its core is its own."""

    def __init__(self, folder: Path, postgres: Postgres, valkey: Valkey, cores: cpu.Cores) -> None:
        self._folder, self._postgres, self._valkey, self._cores = folder, postgres, valkey, cores

    def database(self, name: str) -> str:
        """The URL of a new database with every table of the gateway."""
        with psycopg.connect(self._postgres.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = self._postgres.url.rsplit("/", 1)[0] + f"/{name}"
        import_tables()
        database = Database(url, statement_timeout_ms=TABLES_TIMEOUT_MS)
        METADATA.create_all(database.engine)
        database.close()
        return url

    def server(self, factory: str, database_url: str, redis_db: int = 0) -> Server:
        """``factory`` behind granian, on the server's core, when its block is entered."""
        port = free_port()
        log = self._folder / f"{factory.replace(':', '-')}-{port}.log"
        return Server(factory, port, self._cores.server, self.environment(database_url, redis_db), log)

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Let this process and PostgreSQL use every core for the block: what is measured there are both together."""
        every = set(range(os.cpu_count() or 1))
        mine = [0, *cpu.family(self._postgres.pid)]
        for pid in mine:
            os.sched_setaffinity(pid, every)
        try:
            yield
        finally:
            for pid in mine:
                with suppress(ProcessLookupError):
                    os.sched_setaffinity(pid, {self._cores.load})

    def databases_cpu_s(self) -> tuple[float, float]:
        """Processor seconds so far of PostgreSQL and of Valkey; PostgreSQL's of connections that are open."""
        return cpu.seconds(cpu.family(self._postgres.pid)), cpu.seconds([self._valkey.pid])

    def postgres_s(self) -> float:
        """Processor seconds so far of PostgreSQL, closed connections included."""
        return cpu.with_dead(self._postgres.pid)

    def server_core_s(self) -> float:
        """Seconds that the server's core has worked so far, for whomever."""
        return cpu.busy_s(self._cores.server)

    def environment(self, database_url: str, redis_db: int) -> Mapping[str, str]:
        """What the processes of the gateway are started with."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        metrics = Path(tempfile.mkdtemp(prefix="metrics-", dir=self._folder))
        return ours | {
            f"{PREFIX}DATABASE_URL": database_url,
            f"{PREFIX}REDIS_URL": f"{self._valkey.url.rsplit('/', 1)[0]}/{redis_db}",
            f"{PREFIX}DATA_DIR": str(self._folder),
            # As under `guichet run`: the processes keep their counts in files, to be summed.
            f"{PREFIX}METRICS_DIR": str(metrics),
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        }


@contextmanager
def stage(cores: cpu.Cores) -> Iterator[Stage]:
    """Start the two in a temporary folder; pin this process first, they inherit its core."""
    folder = Path(tempfile.mkdtemp(prefix="guichet-bench-"))
    folder.chmod(0o755)  # PostgreSQL's own account must be able to enter
    postgres, valkey = Postgres(folder / "postgres", POSTGRES_OPTIONS), Valkey(folder / "valkey")
    try:
        postgres.start()
        valkey.start()
        yield Stage(folder, postgres, valkey, cores)
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
