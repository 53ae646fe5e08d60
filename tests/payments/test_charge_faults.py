"""Whatever dies or lies between us and the operator: one debit at most, and nothing forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from kernel.egress import Egress
from payments.contract import Charge
from payments.errors import LiveAttempt
from payments.mtn import Mtn, Platform, Product
from payments.tables import PAYMENT_ATTEMPT
from tests.payments.counter import AT, Counter, broken
from tests.payments.mtn_server import MtnServer

pytestmark = pytest.mark.usefixtures("day")


def test_an_answer_that_is_lost_after_the_debit_is_asked_for_never_charged_again(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Fault rows 3 and 25."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    operator.order("accept-then-drop")
    room.run()
    row = room.attempt(attempt)
    assert row.state == "unknown"
    assert row.next_poll_at > AT
    operator.approve(attempt)
    day.shift(6)
    room.poll()
    assert room.read(invoice).state == "paid"
    assert len(operator.seen("POST", "requesttopay")) == 1
    assert broken(room) == {}


def test_a_worker_that_dies_after_its_claim_leaves_a_charge_that_is_asked_about(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Fault rows 2 and 3: the claim is committed with its time before the call."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    rail = room.rails["mtn"]

    def killed(reference: str) -> None:
        row = room.attempt(reference)
        assert (row.state, row.next_poll_at) == ("claimed", AT + timedelta(seconds=30))

    operator.on_charge = killed
    rail.request(claimed_by_a_dead_worker(room, attempt))
    operator.approve(attempt)
    assert room.run() == ["payment.created"]
    assert len(operator.charges) == 1
    day.shift(31)
    room.poll()
    assert room.read(invoice).state == "paid"


def claimed_by_a_dead_worker(room: Counter, attempt: str) -> Charge:
    held = room.charging._claim(attempt)
    assert held is not None
    return held.attempt.charge


def test_an_operator_that_cannot_be_reached_is_tried_again_within_two_minutes_and_no_longer(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    closed = "http://127.0.0.1:9"
    platform = Platform(operator.url, Product("u", "k", "s"))
    nowhere = Mtn(
        Egress([closed], allow_private=["127.0.0.0/8"]), [Platform(closed, Product("u", "k", "s")), platform],
        callback_url=None, fee=lambda _amount: 0,
    )  # fmt: skip
    with room.database.transaction() as connection:
        connection.execute(update(PAYMENT_ATTEMPT).values(base_url=closed))
    room.rails["mtn"] = nowhere
    for seconds in (0, 2, 6, 20, 35):
        day.shift(seconds)
        assert room.run() == ["payment.created"]
        assert room.attempt(attempt).state == "created"
    day.shift(61)
    room.run()
    row = room.attempt(attempt)
    assert (row.state, row.reason) == ("expired", "not_sent")
    assert room.read(invoice).state == "open"
    assert broken(room) == {}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("500-currency", "INVALID_CURRENCY"), ("403-html", "forbidden"), ("500-payer", "PAYER_NOT_FOUND"),
     ("400", "REQUEST_REJECTED")],
)  # fmt: skip
def test_a_permanent_refusal_fails_at_once_and_is_not_sent_again(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, fault: str, reason: str
) -> None:
    attempt = room.start(room.invoice())
    operator.order(fault)
    room.run()
    row = room.attempt(attempt)
    assert (row.state, row.reason) == ("failed", reason)
    day.shift(3600)
    assert room.poll() == []
    assert len(operator.seen("POST", "requesttopay")) == 1


def test_an_operator_that_throttles_is_sent_the_charge_again_after_its_pause(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = room.start(room.invoice())
    operator.order("429")
    room.run()
    assert room.attempt(attempt).state == "created"
    assert room.run() == []
    day.shift(8)
    room.run()
    assert room.attempt(attempt).state == "pending"


def test_an_operator_that_throttles_without_a_pause_is_not_asked_again_at_once(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = room.start(room.invoice())
    operator.order("429-bare")
    assert room.run() == ["payment.created"]
    assert len(operator.seen("POST", "requesttopay")) == 1
    day.shift(6)
    room.run()
    assert room.attempt(attempt).state == "pending"


def test_a_charge_that_the_operator_never_got_ends_after_the_grace_and_not_before(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Facts 4 rule 5: no new reference until the old one is proven dead."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    operator.order("drop")
    room.run()
    day.shift(200)
    room.poll()
    assert room.attempt(attempt).state == "unknown"
    with pytest.raises(LiveAttempt):
        room.start(invoice)
    day.shift(200)
    room.poll()
    row = room.attempt(attempt)
    assert (row.state, row.reason) == ("expired", "absent")
    assert room.start(invoice) != attempt


def test_it_ends_not_before_the_payer_s_time_is_over_either(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    rail = room.rails["mtn"]
    assert isinstance(rail, Mtn)
    rail.capabilities = replace(rail.capabilities, approval_s=900)
    attempt = room.start(room.invoice())
    operator.order("drop")
    room.run()
    for seconds, state in ((400, "unknown"), (600, "expired")):
        day.shift(seconds)
        room.poll()
        assert room.attempt(attempt).state == state


def test_an_invoice_paid_meanwhile_is_not_charged(room: Counter, operator: MtnServer) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.receive("cash-1", 2000, rail="mtn", payer=None, reference=invoice.reference)
    room.run()
    assert operator.charges == {}
    assert room.attempt(attempt).state in ("failed", "succeeded")
    assert broken(room) == {}
