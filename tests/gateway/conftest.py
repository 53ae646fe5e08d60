"""One real web server for the tests that speak raw HTTP to it, and a wired gateway that seals."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_py

from kernel.database import Database
from tests.gateway.running import Process, web
from tests.gateway.sealed_town import SealedTown, sealed_town


@pytest.fixture(scope="package")
def server(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """`guichet web` as it is deployed, granian and all."""
    log: Path = tmp_path_factory.mktemp("web") / "web.log"
    with web(database_url, redis_url, log) as process:
        yield process


@pytest.fixture
def town(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> Iterator[SealedTown]:
    with sealed_town(database_url, redis_url, tmp_path) as one:
        yield one
