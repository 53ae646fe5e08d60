"""A web app with one door in it, and what it kept."""

from typing import Any

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kernel.database import Database
from kernel.outbox import OUTBOX
from payments.tables import PAYMENT_CALLBACK


def client(door: Blueprint) -> FlaskClient:
    app = Flask("door")
    app.register_blueprint(door)
    return app.test_client()


def kept(database: Database) -> list[Any]:
    with database.transaction() as connection:
        return list(connection.execute(select(PAYMENT_CALLBACK).order_by(PAYMENT_CALLBACK.c.id)))


def rung(database: Database) -> int:
    """How many callbacks a worker was told of."""
    with database.transaction() as connection:
        return len(list(connection.execute(select(OUTBOX).where(OUTBOX.c.topic == "payment.callback"))))
