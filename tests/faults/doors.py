"""How the tests of faults use the gateway from outside: a dial, a pushed event, a look at what was kept."""

import json
from typing import Any

import redis as redis_py
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from cases.tables import CASE_FILE
from gateway.front import application
from gateway.wiring import Guichet
from kernel.database import Database, DatabaseUnavailable
from partner.tables import PARTNER_EVENT
from tests.cast import AWA, CODE, session_id
from tests.partner.pushes import STRUCTURED, event
from tests.waiting import until

BUSY = "Le service est indisponible un moment."


def client_of(guichet: Guichet) -> Client:
    return Client(application(guichet))


def connected(guichet: Guichet) -> Guichet:
    """It has made its parts and a connection to each server."""
    assert guichet.conversation
    until(lambda: _reached(guichet))
    return guichet


def _reached(guichet: Guichet) -> bool:
    try:
        guichet.database.ping()
    except DatabaseUnavailable:
        return False
    try:
        return bool(guichet.redis.ping())
    except redis_py.RedisError:
        return False


def dial(client: Client, text: str = "", phone: str = AWA) -> TestResponse:
    fields = {
        "sessionId": session_id(),
        "phoneNumber": phone,
        "serviceCode": CODE,
        "text": text,
        "networkCode": "61002",
    }
    return client.post("/ussd/africastalking/demo", data=fields)


def push(client: Client, event_id: str = "e-1") -> TestResponse:
    """A status as an administration pushes it."""
    return client.post(
        "/partner/events", data=json.dumps(event(id=event_id)), content_type=STRUCTURED,
        headers={"Authorization": "Bearer demo"},
    )  # fmt: skip


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz", environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    return answer.status_code, dict(json.loads(answer.data)["components"])


def kept_events(database: Database) -> int:
    with database.transaction() as connection:
        return connection.execute(select(func.count()).select_from(PARTNER_EVENT)).scalar_one()


def cases(database: Database) -> int:
    with database.transaction() as connection:
        return connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()
