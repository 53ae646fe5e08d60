"""A running administration."""

from collections.abc import Iterator

import pytest

from tests.apex_server import ApexServer, serving


@pytest.fixture
def apex() -> Iterator[ApexServer]:
    with serving() as server:
        yield server
