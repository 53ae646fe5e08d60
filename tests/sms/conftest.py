"""The limits of time that this room's tests do not prove: long, since threads wait here for each other's locks."""

from collections.abc import Iterator

import pytest

from kernel.database import Database
from tests.patience import patient


@pytest.fixture(scope="session")
def _pool(database_url: str) -> Iterator[Database]:
    """The suite's, with patience."""
    with patient():
        database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """What a test or its commands open for themselves."""
    with patient():
        yield
