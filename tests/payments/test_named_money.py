"""Money that names an invoice is an attempt's only when one attempt of that invoice fits, by amount and payer."""

from typing import Any

import time_machine

from payments.invoices import Invoice
from tests.cast import KOFFI, MOUSSA
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer


def two(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, **second: Any
) -> tuple[Invoice, str, str]:
    """An invoice, its expired attempt and its live one."""
    invoice = room.invoice()
    first = room.start(invoice)
    room.run()
    operator.refuse(first, "EXPIRED")
    day.shift(6)
    room.poll()
    live = room.start(invoice, **second)
    room.run()
    return invoice, first, live


def test_late_money_of_one_attempt_does_not_end_another(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice, first, live = two(room, operator, day)
    operator.approve(first, reason=...)
    transaction = operator.charges[first].transaction
    receipt = room.receive(transaction, 2000, rail="mtn", payer=KOFFI, reference=invoice.reference)
    assert (receipt.disposition, receipt.attempt_id) == ("settled", None)
    assert [room.attempt(one).state for one in (first, live)] == ["expired", "pending"]
    room.polls.ask(first)
    operator.approve(live)
    day.shift(6)
    room.poll()
    assert [room.attempt(one).state for one in (first, live)] == ["succeeded", "succeeded"]
    assert [(one.attempt_id, one.disposition) for one in room.receipts()] == [
        (first, "settled"),
        (live, "credit"),
    ]
    assert len(room.news("invoice.paid")) == 1
    assert broken(room) == {}


def test_the_payer_tells_two_attempts_apart(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice, first, live = two(room, operator, day, phone=MOUSSA)
    receipt = room.receive("T-1", 2000, rail="mtn", payer=KOFFI, reference=invoice.reference)
    assert receipt.attempt_id == first
    assert [room.attempt(one).state for one in (first, live)] == ["succeeded", "pending"]


def test_a_hidden_payer_fits_the_one_attempt_and_no_one_of_two(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice, _, _ = two(room, operator, day, phone=MOUSSA)
    assert room.receive("T-1", 2000, rail="mtn", payer=None, reference=invoice.reference).attempt_id is None
    alone = room.invoice(subject="c-2")
    attempt = room.start(alone)
    assert room.receive("T-2", 2000, rail="mtn", payer=None, reference=alone.reference).attempt_id == attempt


def test_an_attempt_s_own_id_binds_to_it(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    _, first, live = two(room, operator, day)
    assert room.receive("T-1", 2000, rail="mtn", payer=KOFFI, reference=first).attempt_id == first
    assert room.attempt(live).state == "pending"


def test_another_payer_of_the_invoice_ends_nobody_s_attempt(
    room: Counter, day: time_machine.Traveller
) -> None:
    day.shift(1)
    invoice = room.invoice()
    attempt = room.start(invoice)
    receipt = room.receive("T-1", 2000, rail="mtn", payer=MOUSSA, reference=invoice.reference)
    assert (receipt.disposition, receipt.attempt_id, room.attempt(attempt).state) == (
        "settled",
        None,
        "created",
    )
