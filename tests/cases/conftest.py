"""A running administration and the workers that talk to it."""

from collections.abc import Iterator

import pytest
import time_machine

from backends.breaker import LocalBreaker
from backends.gate import Gate
from cases.polling import Polls
from cases.submission import Submissions
from kernel.crypto import Keyring
from kernel.database import Database
from tests.apex_server import ApexServer, connector, serving
from tests.cases.desk import AT, SERVICES


@pytest.fixture
def apex() -> Iterator[ApexServer]:
    with serving() as server:
        yield server


@pytest.fixture
def submissions(database: Database, keyring: Keyring, apex: ApexServer) -> Submissions:
    # A fresh breaker a test.
    return Submissions(database, keyring, {"apex": connector(apex, Gate(LocalBreaker()))}, SERVICES)


@pytest.fixture
def polls(database: Database, keyring: Keyring, apex: ApexServer) -> Polls:
    return Polls(database, keyring, {"apex": connector(apex, Gate(LocalBreaker()))})


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Every test of cases begins at AT; time goes on, and a test may shift it."""
    with time_machine.travel(AT, tick=True) as traveller:
        yield traveller
