"""A gateway with keys of its own behind the console, whose lane a test works off by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_py
import time_machine
from pydantic import SecretStr

from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel.database import Database
from tests.admin.papers.office import Office
from tests.conftest import _catalogue
from tests.gateway.sealed_town import HOST, SealedTown


@pytest.fixture
def guichet(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, tmp_path: Path
) -> Iterator[Guichet]:
    """As the console's other rooms have it, with a folder of keys."""
    settings = Settings(
        database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), data_dir=tmp_path,
        seal_keys_dir=tmp_path / "keys", verify_host=HOST, sms_quiet_hours="",
    )  # fmt: skip
    wired = build(settings)
    vars(wired)["catalogue"] = _catalogue()
    yield wired
    wired.close()


@pytest.fixture
def town(guichet: Guichet, day: time_machine.Traveller) -> SealedTown:
    """Keys and a bundle of this Monday."""
    found = SealedTown(guichet, [])
    found.keys()
    return found


@pytest.fixture
def office(town: SealedTown, day: time_machine.Traveller) -> Office:
    """What the tests do besides pages."""
    return Office(town, day)
