"""A callback read while the operator is silent is read again: the money it tells of may be late money."""

import json
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from kernel.outbox import LEASE_S, TRIES_MAX, claim
from payments.doors import mtn_door
from payments.tables import PAYMENT_CALLBACK
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer


def called_back(room: Counter, operator: MtnServer, attempt: str) -> None:
    app = Flask("door")
    app.register_blueprint(mtn_door(room.database, room.keyring, "secret-token"))
    body = json.dumps(operator.status(attempt))
    assert app.test_client().put("/payments/mtn/secret-token/callback", data=body).status_code == 200


def ended(room: Counter, operator: MtnServer, day: time_machine.Traveller, reason: str) -> str:
    attempt = room.start(room.invoice())
    room.run()
    operator.refuse(attempt, reason)
    day.shift(6)
    room.poll()
    assert room.attempt(attempt).state in ("failed", "expired")
    return attempt


def kept(room: Counter) -> Any:
    with room.database.transaction() as connection:
        return connection.execute(select(PAYMENT_CALLBACK)).one()


@pytest.mark.parametrize("reason", ["EXPIRED", "NOT_ENOUGH_FUNDS"])
@pytest.mark.parametrize("silence", ["503", "429", "html", "404-html"])
def test_late_money_told_during_a_silence_is_found_after_it(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, reason: str, silence: str
) -> None:
    """Fault row 30."""
    attempt = ended(room, operator, day, reason)
    operator.approve(attempt, reason=...)
    called_back(room, operator, attempt)
    operator.order(silence)
    assert room.run() == ["payment.callback"]
    assert (kept(room).state, kept(room).settled_at) == ("received", None)
    assert room.run() == []
    day.shift(31)
    assert room.run() == ["payment.callback"]
    assert (kept(room).state, room.attempt(attempt).state) == ("asked", "succeeded")
    assert broken(room) == {}


def test_a_silence_longer_than_ten_workers_live_is_waited_out(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Fault rows 6 and 30."""
    attempt = ended(room, operator, day, "EXPIRED")
    operator.approve(attempt, reason=...)
    called_back(room, operator, attempt)
    for _ in range(TRIES_MAX + 2):
        with room.database.transaction() as connection:
            assert len(claim(connection, "payments", 10)) == 1, "whose worker is killed"
        day.shift(LEASE_S + 1)
        operator.order("503")
        assert room.run() == ["payment.callback"]
        day.shift(600)
    assert room.run() == ["payment.callback"]
    assert (kept(room).state, room.attempt(attempt).state) == ("asked", "succeeded")
    assert broken(room) == {}


def test_a_long_silence_is_waited_out_and_alarms_nobody_while_it_is_asked(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Eight hours: from half an hour on it is asked each eight minutes, until a day is over."""
    attempt = ended(room, operator, day, "EXPIRED")
    operator.approve(attempt, reason=...)
    called_back(room, operator, attempt)
    asked = 0
    for _ in range(8 * 12):
        operator.faults.clear()
        operator.order("503")
        asked += len(room.run())
        assert broken(room) == {}
        day.shift(300)
    assert 40 < asked < 70
    operator.faults.clear()
    day.shift(3600)
    room.run()
    assert room.attempt(attempt).state == "succeeded"


def test_a_callback_that_nobody_takes_up_again_is_shown(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = ended(room, operator, day, "EXPIRED")
    called_back(room, operator, attempt)
    day.shift(1201)
    assert list(broken(room)) == ["callback is read within 10 minutes, or its operator is asked again"]
