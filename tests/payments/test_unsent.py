"""A charge whose work was parked is ended by the sweep, so that the citizen may try again."""

import time_machine
from sqlalchemy import update

from kernel import clock
from kernel.outbox import OUTBOX
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer


def test_an_attempt_whose_work_was_parked_expires_unsent_and_frees_the_invoice(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Fault row 6."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    with room.database.transaction() as connection:
        connection.execute(update(OUTBOX).values(parked_at=clock.now()))
    day.shift(179)
    room.poll()
    assert room.attempt(attempt).state == "created"
    day.shift(2)
    room.poll()
    row = room.attempt(attempt)
    assert (row.state, row.reason, row.settled_at) == ("expired", "not_sent", clock.now())
    news = [(one.subject, one.payload) for one in room.news("payment.failed")]
    assert news == [(attempt, {"invoice": invoice.id, "state": "expired", "reason": "not_sent"})]
    again = room.start(invoice)
    room.run()
    operator.approve(again)
    day.shift(6)
    room.poll()
    assert (room.read(invoice).state, list(operator.charges)) == ("paid", [again])
    assert broken(room) == {}


def test_what_was_ended_unsent_is_not_sent_by_work_that_wakes_up(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    room.start(room.invoice())
    day.shift(181)
    assert room.sweep() == 0
    assert room.run() == ["payment.created"]
    assert operator.charges == {}
    assert len(room.news("payment.failed")) == 1
