"""A demo seeded into an empty database, the end of its month being a day that never changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from gateway.demo import opening
from gateway.demo.month import progress
from gateway.settings import Settings, load
from gateway.wiring import Guichet, build
from kernel.database import Database
from tests.gateway.demo.small_month import ANCHOR


@contextmanager
def seeded(database: Database, database_url: str, redis_url: str, folder: Path) -> Iterator[Guichet]:
    """Wired until the end of the block."""
    settings = _settings(database_url, redis_url, folder)
    opening.seed(settings)
    with database.transaction() as connection:
        mark = progress.find(connection)
        assert mark is not None
        progress.move(connection, mark, 0, 0, anchor=ANCHOR)
    wired = build(settings)
    try:
        yield wired
    finally:
        wired.close()


def _settings(database_url: str, redis_url: str, folder: Path) -> Settings:
    given = {"database_url": SecretStr(database_url), "redis_url": SecretStr(redis_url), "data_dir": folder}
    # Nobody listens on these ports.
    return load().model_copy(update={**given, "apex_base_url": "http://127.0.0.1:9/administrations/apex"})
