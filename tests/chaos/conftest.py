"""One running Guichet for the proofs that stall it. They run only when asked for: `make chaos`."""

from collections.abc import Iterator

import pytest

from tests import servers
from tests.journeys.running import Running, running


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker, so that a misspelt one is still refused."""
    config.addinivalue_line("markers", "chaos: minutes rather than seconds, or a mount; run by `make chaos`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow proofs out of `make test`."""
    if "chaos" in config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("chaos")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="package")
def town() -> Iterator[Running]:
    """Everything, as `make run` starts it."""
    with servers.folder() as folder, running(folder) as started:
        yield started
