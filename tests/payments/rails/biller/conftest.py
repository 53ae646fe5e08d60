"""Our bills API on a real database, with the real settlement behind it."""

import pytest
from flask import Flask

from kernel.crypto import Keyring
from kernel.database import Database
from payments.biller.biller import Biller
from payments.biller.clients import Client
from payments.biller.doors import blueprint
from tests.payments.counter import Counter
from tests.payments.rails.biller.operator import KEY, Operator


@pytest.fixture
def counter(database: Database, keyring: Keyring) -> Counter:
    """The room without any rail of its own."""
    return Counter(database, keyring, {})


@pytest.fixture
def operator(database: Database, keyring: Keyring, counter: Counter) -> Operator:
    """One operator, the only one with this key."""
    clients = [Client("biller", KEY), Client("orange", "the-key-of-another")]
    biller = Biller(database, keyring, counter.settlement, clients, frozenset({"orange_merchant"}))
    app = Flask("biller")
    app.register_blueprint(blueprint(biller))
    return Operator(app.test_client())
