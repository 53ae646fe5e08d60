"""Rows of the outbox as the tests of faults order and read them."""

from typing import Any

from sqlalchemy import Row, select

from gateway.handlers import Handler
from gateway.wiring import Guichet
from kernel import outbox
from kernel.database import Database
from kernel.outbox import OUTBOX


def publish(database: Database, topic: str, subject: str = "1", lane: str = "events") -> int:
    with database.transaction() as connection:
        return outbox.publish(connection, topic, subject, lane)


def row(database: Database, row_id: int) -> Row[Any]:
    with database.transaction() as connection:
        return connection.execute(select(OUTBOX).where(OUTBOX.c.id == row_id)).one()


def handle(guichet: Guichet, **handlers: Handler) -> None:
    """Have the worker of ``guichet`` call these instead: what they do to it is what is tested."""
    vars(guichet)["handlers"] = handlers
