"""A gateway whose demo is seeded: keys, people, a few cases, and the mark of a month that is not written yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_py
from pydantic import SecretStr

from gateway.demo import opening
from gateway.demo.month import progress
from gateway.demo.month.moment import Moment
from gateway.settings import Settings, load
from gateway.wiring import Guichet, build
from kernel.database import Database
from tests.gateway.demo.small_month import ANCHOR, small


@pytest.fixture
def demo(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> Iterator[Guichet]:
    """Its simulated world does not run: nothing that is told may call it."""
    settings = _settings(database_url, redis_url, tmp_path)
    opening.seed(settings)
    with database.transaction() as connection:
        mark = progress.find(connection)
        assert mark is not None
        progress.move(connection, mark, 0, 0, anchor=ANCHOR)
    wired = build(settings)
    yield wired
    wired.close()


@pytest.fixture
def month(demo: Guichet, monkeypatch: pytest.MonkeyPatch) -> list[Moment]:
    """The small month, which the writer takes for the whole one."""
    moments = small(demo)
    monkeypatch.setattr("gateway.demo.month.writer.plan", lambda *_: moments)
    return moments


def _settings(database_url: str, redis_url: str, folder: Path) -> Settings:
    given = {"database_url": SecretStr(database_url), "redis_url": SecretStr(redis_url), "data_dir": folder}
    # Nobody listens on these ports.
    return load().model_copy(update={**given, "apex_base_url": "http://127.0.0.1:9/administrations/apex"})
