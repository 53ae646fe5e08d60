"""A real operator on loopback and the room wired to it, on a day that does not move by itself."""

from collections.abc import Iterator

import pytest
import time_machine

from kernel.crypto import Keyring
from kernel.database import Database
from tests.payments.counter import AT, Counter, counter
from tests.payments.mtn_server import MtnServer, serving


@pytest.fixture
def operator() -> Iterator[MtnServer]:
    with serving() as server:
        yield server


@pytest.fixture
def room(database: Database, keyring: Keyring, operator: MtnServer) -> Counter:
    return counter(database, keyring, operator)


@pytest.fixture
def day() -> Iterator[time_machine.Traveller]:
    """``day.shift(seconds)`` lets time pass."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller
