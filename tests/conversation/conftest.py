"""The shipped catalogue, loaded once, and a world for each test."""

from collections.abc import Iterator

import pytest
import redis as redis_py

from catalogue.catalogue import Catalogue
from catalogue.loader import load
from kernel.crypto import Keyring
from tests.conversation.world import Handset, World
from tests.conversation.world import world as built


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
