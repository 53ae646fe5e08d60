"""One running Guichet for the proofs that stall it. They run only when asked for: `make chaos`."""

from collections.abc import Iterator

import pytest

from tests import servers
from tests.journeys.running import Running, running


@pytest.fixture(scope="package")
def town() -> Iterator[Running]:
    """Everything, as `make run` starts it."""
    with servers.folder() as folder, running(folder) as started:
        yield started
