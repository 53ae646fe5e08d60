"""One rail at a time, on a day that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.payments.rails.bench import RAILS, Bench, bench

AT = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)


@pytest.fixture(params=sorted(RAILS))
def any_rail(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Every rail in turn."""
    with bench(request.param) as ready:
        yield ready


@pytest.fixture
def day() -> Iterator[time_machine.Traveller]:
    """``day.shift(seconds)`` lets time pass."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller
