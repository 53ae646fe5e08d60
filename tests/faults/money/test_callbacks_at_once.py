"""The same callback many times at the same moment, and workers that take the same work: one of everything."""

import json
from wsgiref.types import WSGIApplication

from sqlalchemy import select
from werkzeug.test import Client

from gateway.front import application
from gateway.settings import Settings
from kernel import outbox
from payments.quittances.tables import QUITTANCE
from payments.tables import MONEY_RECEIPT, PAYMENT_CALLBACK
from tests.cast import KOFFI
from tests.conversation.test_paying_for_real import Town
from tests.faults.money.prompts import prompted
from tests.payments.at_once import at_once
from tests.payments.mtn_server import MtnServer

TIMES = 6


def posted(door: WSGIApplication, body: bytes) -> None:
    """As the operator does, at the front door."""
    token = Settings().channel_token.get_secret_value()
    answer = Client(door).put(f"/payments/mtn/{token}/callback", data=body)
    assert answer.status_code == 200


def claimed(town: Town, lane: str) -> list[outbox.Event]:
    with town.guichet.database.transaction() as connection:
        return outbox.claim(connection, lane, 10)


def by_all(town: Town, events: list[outbox.Event]) -> None:
    """Each event is handled by several workers at once, as after a lease that ended too early."""
    for event in events:
        at_once(*[lambda event=event: town.guichet.handlers[event.topic](event)] * 3)


def test_one_transition_one_quittance_one_message(town: Town, operator: MtnServer) -> None:
    """Fault row 28."""
    _, attempt = prompted(town, KOFFI, 2000)
    operator.approve(attempt)
    body = json.dumps(operator.status(attempt)).encode()
    # The second spelling is another body to us, so that two callbacks tell the same.
    door = application(town.guichet)  # one for all, as a process has
    at_once(*[lambda raw=raw: posted(door, raw) for raw in (body, body + b" ") for _ in range(TIMES)])
    told = claimed(town, "payments")
    assert [event.topic for event in told] == ["payment.callback"] * 2
    at_once(*[lambda event=event: by_all(town, [event]) for event in told])
    news = claimed(town, "events")
    assert [event.topic for event in news] == ["invoice.paid"]
    by_all(town, news)
    with town.guichet.database.transaction() as connection:
        kept = connection.execute(select(PAYMENT_CALLBACK.c.times, PAYMENT_CALLBACK.c.state)).all()
        receipts = connection.execute(select(MONEY_RECEIPT.c.disposition)).scalars().all()
        quittances = connection.execute(select(QUITTANCE.c.number)).scalars().all()
    assert [(row.times, row.state) for row in kept] == [(TIMES, "asked")] * 2
    assert (receipts, quittances, town.attempts()) == (["settled"], [1], ["succeeded"])
    assert len(town.messages(KOFFI)) == 1
