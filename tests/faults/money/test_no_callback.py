"""The operator never calls back: what was paid is found by asking, and what is not yet known is told as such."""

import pytest
import time_machine

from tests.cast import KOFFI
from tests.conversation.test_paying_for_real import Town
from tests.faults.money.prompts import prompted
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer

MINUTE_S = 60


@pytest.mark.parametrize("answered", ["accepted", "lost"])
@pytest.mark.parametrize("paid_after_min", [0, 4, 8, 60])
def test_a_payment_that_nobody_calls_back_about_is_found_within_ten_minutes(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, paid_after_min: int, answered: str
) -> None:
    """Fault rows 25 and 27: whenever the payer types the PIN, also long after his time is over."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    operator.order(*(["accept-then-drop"] if answered == "lost" else []))
    room.run()
    for _ in range(paid_after_min):
        day.shift(MINUTE_S)
        room.poll()
    assert room.read(invoice).state == "open"
    operator.approve(attempt)
    waited_min = 0
    while room.read(invoice).state != "paid":
        waited_min += 1
        assert waited_min <= 10
        day.shift(MINUTE_S)
        room.poll()
    assert (operator.charges[attempt].debits, len(operator.seen("POST", "requesttopay"))) == (1, 1)
    assert broken(room) == {}


def test_while_nobody_knows_the_payer_is_told_once_not_to_pay_twice(
    town: Town, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Fault row 25: "we are checking"."""
    _, attempt = prompted(town, KOFFI, 2000)
    assert town.messages(KOFFI) == []
    for _ in range(30):
        day.shift(MINUTE_S)
        operator.faults.clear()
        operator.order("503")
        town.guichet.treasury.polls.ask(attempt)
        town.work()
    [sms] = town.messages(KOFFI)
    assert "Ne payez pas deux fois" in sms
    assert operator.charges[attempt].debits == 0
