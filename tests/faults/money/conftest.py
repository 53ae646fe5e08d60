"""The payments room and a wired gateway, each before a real operator on loopback."""

from collections.abc import Iterator

import pytest
import redis as redis_py
import time_machine
from pydantic import SecretStr

from gateway.settings import Settings
from gateway.wiring import build
from kernel.crypto import Keyring
from kernel.database import Database
from payments.refunds.sending import Refunds
from tests.conversation.test_paying_for_real import Town
from tests.payments.counter import AT, Counter, counter
from tests.payments.mtn_server import MtnServer, serving


@pytest.fixture
def operator() -> Iterator[MtnServer]:
    with serving() as server:
        yield server


@pytest.fixture
def day() -> Iterator[time_machine.Traveller]:
    """``day.shift(seconds)`` lets time pass."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def room(database: Database, keyring: Keyring, operator: MtnServer) -> Counter:
    """With the handlers of refunds."""
    made = counter(database, keyring, operator)
    refunds = Refunds(database, keyring, made.rails)
    made.handlers |= {"refund.approved": refunds.send, "refund.poll": refunds.poll}
    return made


@pytest.fixture
def town(
    database: Database, redis: redis_py.Redis, database_url: str, redis_url: str, operator: MtnServer
) -> Iterator[Town]:
    """The whole gateway, with the clock of the wall."""
    settings = Settings(
        database_url=SecretStr(database_url), redis_url=SecretStr(redis_url), allow_private=["127.0.0.0/8"],
        mtn_momo_base_url=operator.url,
    )  # fmt: skip
    guichet = build(settings)
    yield Town(guichet, operator)
    guichet.close()
