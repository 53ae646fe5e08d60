"""Fixtures that every room's tests share. The servers are real; each test starts with empty tables and keys."""

import gc
from collections.abc import Generator, Iterator
from functools import cache

import pytest
import redis as redis_py
import structlog
from flask import Flask
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from sqlalchemy import Engine
from xdist.remote import Producer  # type: ignore[import-untyped]

from admin import words
from catalogue.loader import load as load_catalogue
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel.crypto import Keyring
from kernel.database import METADATA, Database
from tests import patience, servers
from tests.by_town import ByTown, in_turn
from tests.compiled import Compiled
from tests.emptying import broom, empty

Flask.jinja_options = {"bytecode_cache": Compiled()}
# A slow machine is no finding: the limits of time that matter are asserted where they are promised.
patience.be_patient()
settings.register_profile(
    "guichet", settings.get_profile(settings.get_current_profile_name()),
    deadline=None, suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("guichet")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays to the end: to look through its million objects again and again took each
    worker 4 s while they were made and 4 s when it ended."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    in_turn(items)


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """What a command configures in this process must not reach the next test."""
    yield
    structlog.reset_defaults()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByTown:
    """What a file starts for itself is started once, and so is the town of the journeys."""
    return ByTown(config, log)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A database with every table of every room."""
    with servers.postgres() as url:
        _create_tables(url)
        yield url


@pytest.fixture(scope="session")
def _pool(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def _broom(database_url: str) -> Iterator[Engine]:
    engine = broom(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def database(_pool: Database, _broom: Engine) -> Database:
    """Every table empty."""
    with _broom.begin() as connection:
        empty(connection)
    return _pool


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of the suite's own."""
    with servers.valkey() as url:
        yield url


@pytest.fixture
def redis(redis_url: str) -> Iterator[redis_py.Redis]:
    """A client; every key is gone before the test."""
    client = redis_py.Redis.from_url(redis_url)
    client.flushdb()
    yield client
    client.close()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """Two field keys, the newer active."""
    return Keyring({"k1": bytes(range(32)), "k2": bytes(range(1, 33))}, active="k2", index_key=b"i" * 32)


# What is read of our own files: the same for everybody and never changed, read once a process and not once a test.
_catalogue = cache(load_catalogue)
_words = cache(words.load)


def _create_tables(url: str) -> None:
    from tests.rooms import import_tables

    import_tables()
    database = Database(url, statement_timeout_ms=30_000)
    METADATA.create_all(database.engine)
    database.close()


@pytest.fixture
def guichet(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str
) -> Iterator[Guichet]:
    """The whole gateway, wired to the suite's servers."""
    # No hour is quiet: the suite runs at night too.
    settings = Settings(
        database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), sms_quiet_hours=""
    )
    wired = build(settings)
    vars(wired).update(catalogue=_catalogue(), words=_words())
    yield wired
    wired.close()
