"""One running Guichet for the proofs that stall it. They run only when asked for: `make chaos`."""

from collections.abc import Iterator

import pytest

from tests import servers
from tests.chaos import hostile
from tests.journeys.running import Running, running


def pytest_addoption(parser: pytest.Parser) -> None:
    """Of the proof among hostile operators; `make chaos ARGS=--hostile-seed=7`."""
    parser.addoption("--hostile-seed", type=int, default=hostile.SEED, help="what the hostile operators draw")
    parser.addoption("--hostile-s", type=float, default=hostile.HOSTILE_S, help="how long they are hostile")


@pytest.fixture(scope="package")
def town() -> Iterator[Running]:
    """Everything, as `make run` starts it."""
    with servers.folder() as folder, running(folder) as started:
        yield started
