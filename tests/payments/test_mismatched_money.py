"""The operator took another amount than we asked: in doubt past its time, and over once its money is recorded."""

import pytest
import time_machine

from payments.errors import LiveAttempt
from payments.invoices import Invoice
from tests.cast import KOFFI, MOUSSA
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer

WARNED = {"no operator says paid otherwise than we asked", "no payment is in doubt"}


@pytest.fixture
def otherwise(room: Counter, operator: MtnServer, day: time_machine.Traveller) -> tuple[Invoice, str]:
    """2000 F asked for, 1500 F taken, and the payer's time is over."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt, amount="1500")
    for _ in range(8):
        day.shift(120)
        room.poll()
    return invoice, attempt


def test_past_its_time_it_is_in_doubt_and_said_once(room: Counter, otherwise: tuple[Invoice, str]) -> None:
    _, attempt = otherwise
    row = room.attempt(attempt)
    assert (row.state, row.mismatch, row.doubted_at is not None) == ("unknown", "amount", True)
    assert [news.subject for news in room.news("payment.doubtful")] == [attempt]
    assert [news.payload for news in room.news("payment.mismatch")] == [{"why": "amount"}]
    assert set(broken(room)) == WARNED


def test_once_its_money_is_recorded_it_ends_and_the_rest_can_be_paid(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, otherwise: tuple[Invoice, str]
) -> None:
    invoice, attempt = otherwise
    transaction = operator.charges[attempt].transaction
    receipt = room.receive(transaction, 1500, rail="mtn", payer=KOFFI, reference=invoice.reference)
    assert (receipt.disposition, receipt.attempt_id) == ("settled", None)
    with pytest.raises(LiveAttempt):
        room.start(invoice, amount_xof=500)
    day.shift(600)
    room.poll()
    row = room.attempt(attempt)
    assert (row.state, row.operator_id, row.mismatch) == ("succeeded", transaction, None)
    assert [one.attempt_id for one in room.receipts()] == [attempt]
    assert room.news("payment.failed") == []
    rest = room.start(invoice, amount_xof=500)
    room.run()
    operator.approve(rest)
    day.shift(6)
    room.poll()
    assert room.read(invoice).state == "paid"
    assert broken(room) == {}


def test_money_recorded_for_another_invoice_or_in_suspense_ends_nothing(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, otherwise: tuple[Invoice, str]
) -> None:
    invoice, attempt = otherwise
    held = room.receive(operator.charges[attempt].transaction, 1500, rail="mtn", payer=MOUSSA)
    assert held.disposition == "suspense"
    day.shift(600)
    room.poll()
    assert room.attempt(attempt).state == "unknown"
    other = room.invoice(subject="c-2")
    with room.database.transaction() as connection:
        room.settlement.assign(connection, held.id, invoice_id=other.id)
    day.shift(600)
    room.poll()
    assert (room.attempt(attempt).state, room.read(invoice).paid_xof) == ("unknown", 0)
