"""The limits of time that this room's tests do not prove: long, since a machine may stand still for seconds."""

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
