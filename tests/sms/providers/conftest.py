"""One provider at a time."""

import pytest

from tests.sms.providers.bench import SPEECHES


@pytest.fixture(params=SPEECHES)
def name(request: pytest.FixtureRequest) -> str:
    """Every provider in turn."""
    found: str = request.param
    return found
