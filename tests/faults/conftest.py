"""The gateway with a wire that can fail between it and each of its servers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis as redis_py
from pydantic import SecretStr

from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel.database import Database
from tests import patience
from tests.fault_proxy import FaultProxy, in_front_of


@pytest.fixture
def redis_wire(redis_url: str) -> Iterator[FaultProxy]:
    with in_front_of(redis_url) as proxy:
        yield proxy


@pytest.fixture
def postgres_wire(database_url: str) -> Iterator[FaultProxy]:
    with in_front_of(database_url) as proxy:
        yield proxy


@pytest.fixture
def frail(
    database: Database, redis: redis_py.Redis, postgres_wire: FaultProxy, redis_wire: FaultProxy
) -> Iterator[Guichet]:
    """The whole gateway behind the two wires; ``database`` and ``redis`` look at the truth beside them."""
    with _behind(postgres_wire, redis_wire) as wired:
        yield wired


@pytest.fixture
def at_postgresql(
    database: Database, redis: redis_py.Redis, postgres_wire: FaultProxy, redis_wire: FaultProxy
) -> Iterator[Guichet]:
    """``frail``, with the limits of time that PostgreSQL has as it is shipped."""
    with patience.as_shipped("postgresql", "a step"), _behind(postgres_wire, redis_wire) as wired:
        yield wired


@pytest.fixture
def at_redis(
    database: Database, redis: redis_py.Redis, postgres_wire: FaultProxy, redis_wire: FaultProxy
) -> Iterator[Guichet]:
    """``frail``, with the limits of time that Redis has as it is shipped."""
    with patience.as_shipped("redis", "a step"), _behind(postgres_wire, redis_wire) as wired:
        yield wired


@contextmanager
def _behind(postgres_wire: FaultProxy, redis_wire: FaultProxy) -> Iterator[Guichet]:
    wired = build(
        Settings(
            database_url=SecretStr(postgres_wire.url), redis_url=SecretStr(redis_wire.url), sms_quiet_hours=""
        )
    )
    yield wired
    # What still waits on a wire must not keep the test waiting.
    postgres_wire.close()
    redis_wire.close()
    wired.close()
