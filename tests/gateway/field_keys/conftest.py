"""Keyrings before and after a rotation."""

import pytest

from kernel.crypto import Keyring

OLD, NEW, INDEX = bytes(range(32)), bytes(range(1, 33)), b"i" * 32


@pytest.fixture
def before() -> Keyring:
    """Only the old key."""
    return Keyring({"old": OLD}, active="old", index_key=INDEX)


@pytest.fixture
def rotated() -> Keyring:
    """Both, the new one active."""
    return Keyring({"new": NEW, "old": OLD}, active="new", index_key=INDEX)


@pytest.fixture
def after() -> Keyring:
    """The old key was given up."""
    return Keyring({"new": NEW}, active="new", index_key=INDEX)
