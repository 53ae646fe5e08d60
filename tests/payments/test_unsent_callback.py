"""A callback about a charge that we hold for unsent: a connection refused, as it seemed, had reached the operator."""

import json
from collections.abc import Callable

import pytest
import time_machine
from sqlalchemy import select

from payments.contract import Charge, NotReached, Requested
from payments.inbox.store import store
from payments.tables import PAYMENT_CALLBACK
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer

pytestmark = pytest.mark.usefixtures("day")
Decide = Callable[[MtnServer, str], object]


def seemingly_refused(
    room: Counter, operator: MtnServer, monkeypatch: pytest.MonkeyPatch, *, taken: bool
) -> str:
    """An attempt back in ``created``, which the operator has when ``taken``."""
    rail = room.rails["mtn"]
    request = type(rail).request

    def cut(self: object, charge: Charge) -> Requested:
        if taken:
            request(rail, charge)
        raise NotReached("connect")

    attempt = room.start(room.invoice())
    with monkeypatch.context() as patch:
        patch.setattr(type(rail), "request", cut)
        room.run()
    assert room.attempt(attempt).state == "created"
    return attempt


def tell(room: Counter, operator: MtnServer, attempt: str) -> None:
    body = {"status": "SUCCESSFUL", "externalId": room.attempt(attempt).id, "referenceId": attempt}
    raw = json.dumps(operator.status(attempt) if attempt in operator.charges else body).encode()
    with room.database.transaction() as connection:
        store(connection, room.keyring, rail="mtn", raw=raw)


def callbacks(room: Counter) -> list[str]:
    with room.database.transaction() as connection:
        return list(connection.execute(select(PAYMENT_CALLBACK.c.state)).scalars())


@pytest.mark.parametrize(
    ("decide", "state"),
    [
        (lambda operator, attempt: operator.approve(attempt), "succeeded"),
        (lambda operator, attempt: operator.refuse(attempt, "APPROVAL_REJECTED"), "failed"),
        (lambda operator, attempt: None, "pending"),
    ],
    ids=["paid", "refused", "waiting"],
)
def test_its_charge_stands_as_the_operator_says_and_is_not_sent_again(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch,
    decide: Decide, state: str,
) -> None:  # fmt: skip
    """Fault row 26."""
    attempt = seemingly_refused(room, operator, monkeypatch, taken=True)
    decide(operator, attempt)
    tell(room, operator, attempt)
    room.run()
    assert (room.attempt(attempt).state, callbacks(room)) == (state, ["asked"])
    day.shift(4)
    room.run()
    assert len(operator.seen("POST", "requesttopay")) == 1
    operator.approve(attempt, reason=...)
    room.polls.ask(attempt)
    assert [receipt.attempt_id for receipt in room.receipts()] == [attempt]
    assert broken(room) == {}


def test_one_that_the_operator_does_not_know_is_sent_and_its_callback_waits(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = seemingly_refused(room, operator, monkeypatch, taken=False)
    assert room.polls.ask(attempt) is False
    assert room.attempt(attempt).state == "created"
    day.shift(4)
    room.run()
    assert room.attempt(attempt).state == "pending"
    assert room.polls.ask(attempt) is True


def test_a_callback_of_a_silent_operator_is_kept_until_it_answers(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = seemingly_refused(room, operator, monkeypatch, taken=True)
    operator.approve(attempt)
    tell(room, operator, attempt)
    operator.order("503", "503")
    room.run()
    assert callbacks(room) == ["received"]
    day.shift(31)
    room.run()
    assert (room.attempt(attempt).state, callbacks(room)) == ("succeeded", ["asked"])
