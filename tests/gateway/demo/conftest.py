"""A gateway whose demo is seeded: keys, people, a few cases, and the mark of a month that is not written yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_py

from gateway.demo.month.moment import Moment
from gateway.wiring import Guichet
from kernel.database import Database
from tests.gateway.demo.seeded import seeded
from tests.gateway.demo.small_month import small


@pytest.fixture
def demo(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> Iterator[Guichet]:
    """Its simulated world does not run: nothing that is told may call it."""
    with seeded(database, database_url, redis_url, tmp_path) as guichet:
        yield guichet


@pytest.fixture
def month(demo: Guichet, monkeypatch: pytest.MonkeyPatch) -> list[Moment]:
    """The small month, which the writer takes for the whole one."""
    moments = small(demo)
    monkeypatch.setattr("gateway.demo.month.writer.plan", lambda *_: moments)
    return moments
