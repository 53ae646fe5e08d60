"""A payment from the invoice to the quittance, over the operator's own wire, and what can go wrong on the way."""

import pytest
import time_machine

from payments.contract import Declined, Misconfigured, NotReached, Unanswered
from tests.payments.counter import Counter
from tests.payments.mtn_server import MtnServer

pytestmark = pytest.mark.usefixtures("day")


def test_an_approved_charge_pays_its_invoice_once(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    assert room.run() == ["payment.created"]
    assert room.attempt(attempt).state == "pending"
    operator.approve(attempt)
    day.shift(6)
    assert room.poll() == ["payment.poll"]
    paid = room.read(invoice)
    assert (paid.state, paid.paid_xof, paid.due_xof) == ("paid", 2000, 0)
    (receipt,) = room.receipts()
    assert (receipt.disposition, receipt.attempt_id, receipt.settled_xof) == ("settled", attempt, 2000)
    (news,) = room.news("invoice.paid")
    assert (news.subject, list(news.payload)) == (invoice.id, ["quittance"])
    assert operator.charges[attempt].debits == 1
