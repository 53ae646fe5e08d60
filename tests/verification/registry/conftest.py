"""A desk with empty registers."""

import pytest

from kernel.crypto import Keyring
from kernel.database import Database
from tests.verification.registry.desk import Desk


@pytest.fixture
def desk(database: Database, keyring: Keyring) -> Desk:
    return Desk(database, keyring)
