"""One real web server for the tests that speak raw HTTP to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.running import Process, web


@pytest.fixture(scope="package")
def server(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """`guichet web` as it is deployed, granian and all."""
    log: Path = tmp_path_factory.mktemp("web") / "web.log"
    with web(database_url, redis_url, log) as process:
        yield process
