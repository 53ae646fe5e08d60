"""The door of the administrations as a Flask client, with two administrations that have a token."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from kernel.crypto import Keyring
from kernel.database import Database
from partner.events import blueprint
from tests.cases.desk import AT

TOKENS = {"apex": "token-of-apex-0123456789", "maec-bj": "token-of-maec-0123456789"}


def client_of(database: Database, keyring: Keyring) -> FlaskClient:
    app = Flask("door")
    app.register_blueprint(blueprint(database, keyring, TOKENS))
    return app.test_client()


@pytest.fixture
def client(database: Database, keyring: Keyring) -> FlaskClient:
    return client_of(database, keyring)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """A little after the events of the tests were sent."""
    with time_machine.travel(AT + timedelta(hours=2), tick=True):
        yield
