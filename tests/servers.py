"""Real PostgreSQL and Redis for the suite: the ones named by GUICHET_*_URL, else embedded ones of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from gateway.embedded.postgres import Postgres
from gateway.embedded.valkey import Valkey

# The suite kills and recreates everything: waiting for the disk would prove nothing and cost minutes.
POSTGRES_OPTIONS = {"fsync": "off", "full_page_writes": "off"}


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own account can enter, removed at the end."""
    path = Path(tempfile.mkdtemp(prefix="guichet-test-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database."""
    given = os.environ.get("GUICHET_DATABASE_URL")
    if given:
        with _scratch_database(given) as url:
            yield url
        return
    with folder() as path:
        server = Postgres(path / "postgres", POSTGRES_OPTIONS)
        server.start()
        try:
            with _scratch_database(server.url) as url:
                yield url
        finally:
            server.stop()


@contextmanager
def valkey() -> Iterator[str]:
    """The URL of an empty Redis or Valkey; a given one is used at its database 9."""
    given = os.environ.get("GUICHET_REDIS_URL")
    if given:
        yield given.rsplit("/", 1)[0] + "/9"
        return
    with folder() as path:
        server = Valkey(path / "valkey", {"appendonly": "no"})
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


@contextmanager
def _scratch_database(url: str) -> Iterator[str]:
    # One database a test process, so that several may run beside each other and nobody's data is touched.
    name = f"guichet_test_{os.getpid()}"
    base = url.replace("+psycopg", "")
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield base.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
