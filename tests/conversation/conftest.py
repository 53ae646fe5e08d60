"""The shipped catalogue, loaded once, and a world for each test, where nobody is in a hurry."""

from collections.abc import Iterator

import pytest
import redis as redis_py

from catalogue.catalogue import Catalogue
from catalogue.loader import load
from conversation import converse
from kernel import session_store
from kernel.crypto import Keyring
from tests.conversation.world import Handset, World
from tests.conversation.world import world as built


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for some seconds trips no limit of a step; who proves one sets it again."""
    monkeypatch.setattr(converse, "LANGUAGE_S", 60.0)
    monkeypatch.setattr(session_store, "CLAIM_TTL_MS", 60_000)
    for limit in ("WAIT_S", "SOCKET_TIMEOUT_S", "CONNECT_TIMEOUT_S"):
        monkeypatch.setattr(session_store, limit, 60.0)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def world(catalogue: Catalogue, redis: redis_py.Redis, redis_url: str, keyring: Keyring) -> Iterator[World]:
    with built(catalogue, redis_url, keyring) as one:
        yield one


@pytest.fixture
def phone(world: World) -> Handset:
    """Awa's phone, on Orange Mali, on an operator that accumulates."""
    return Handset(world)
