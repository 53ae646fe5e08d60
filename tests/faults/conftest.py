"""The gateway with a wire that can fail between it and each of its servers."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext

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


def _frail(*whom: str) -> Callable[..., Iterator[Guichet]]:
    """The whole gateway behind the two wires; ``database`` and ``redis`` look at the truth beside them.

    The limits of time for ``whom`` are as they are shipped, the others long.
    """

    def behind(
        database: Database, redis: redis_py.Redis, postgres_wire: FaultProxy, redis_wire: FaultProxy
    ) -> Iterator[Guichet]:
        with patience.as_shipped(*whom) if whom else nullcontext():
            wired = build(
                Settings(
                    database_url=SecretStr(postgres_wire.url),
                    redis_url=SecretStr(redis_wire.url),
                    sms_quiet_hours="",
                )
            )
            yield wired
            # What still waits on a wire must not keep the test waiting.
            postgres_wire.close()
            redis_wire.close()
            wired.close()

    return pytest.fixture(behind)


frail = _frail()
at_postgresql = _frail("postgresql", "a step")
at_redis = _frail("redis", "a step")
