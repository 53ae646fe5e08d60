"""Several workers and callbacks at once: one debit, one receipt, one quittance. Fault rows 1, 4 and 28."""

import threading

import pytest
import time_machine
from sqlalchemy import event

from kernel import clock
from payments import quittances
from payments.attempts.starting import start
from payments.errors import LiveAttempt
from payments.invoices import cancel
from payments.money import Money
from tests.cast import AWA, KOFFI, MOUSSA
from tests.payments.at_once import WAIT_S, at_once, until_somebody_waits
from tests.payments.counter import AT, ML, Counter, broken
from tests.payments.mtn_server import MtnServer


def test_two_workers_with_the_same_charge_send_it_once(room: Counter, operator: MtnServer) -> None:
    attempt = room.start(room.invoice())
    (event,) = room.news("payment.created")
    at_once(*[lambda: room.charging.charge(event)] * 4)
    assert len(operator.seen("POST", "requesttopay")) == 1
    assert room.attempt(attempt).state == "pending"


def test_four_workers_that_hear_of_the_success_settle_it_once(room: Counter, operator: MtnServer) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt)
    at_once(*[lambda: room.polls.ask(attempt)] * 4)
    assert room.read(invoice).state == "paid"
    assert [len(room.receipts()), len(room.news("invoice.paid"))] == [1, 1]
    assert broken(room) == {}


def test_a_poll_and_a_statement_at_once_record_the_money_once(room: Counter, operator: MtnServer) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt)
    transaction = operator.charges[attempt].transaction
    at_once(
        lambda: room.polls.ask(attempt),
        lambda: room.receive(transaction, 2000, rail="mtn", payer=MOUSSA),
        lambda: room.receive(transaction, 2000, rail="mtn", payer=MOUSSA, reference=invoice.reference),
    )
    room.polls.ask(attempt)
    assert room.read(invoice).state == "paid"
    assert [row.disposition for row in room.receipts()] == ["settled"]
    assert broken(room) == {}


def test_two_payers_at_once_pay_once_and_leave_a_credit(room: Counter) -> None:
    invoice = room.invoice(1900, **ML)

    def pay(operator_id: str, payer: str) -> None:
        money = Money("orange_merchant", operator_id, "ML", 1900, payer, AT)
        with room.database.transaction() as connection:
            room.settlement.settle(connection, money, invoice_id=invoice.id)

    at_once(lambda: pay("CO1", AWA), lambda: pay("CO2", MOUSSA), lambda: pay("CO3", MOUSSA))
    assert sorted(row.disposition for row in room.receipts()) == ["credit", "credit", "settled"]
    assert broken(room) == {}


def test_a_late_success_waits_for_the_second_charge_and_leaves_a_credit(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice = room.invoice()
    first = room.start(invoice)
    room.run()
    operator.refuse(first, "EXPIRED")
    day.shift(6)
    room.poll()
    second = room.start(invoice)
    room.run()
    operator.approve(first, reason=...)
    late = threading.Thread(target=lambda: room.polls.ask(first))
    money = Money("mtn", "T-2", "BJ", 2000, KOFFI, AT)
    with room.database.transaction() as connection:
        room.settlement.settle(connection, money, invoice_id=invoice.id, attempt_id=second)
        late.start()
        until_somebody_waits(room.database)
    late.join(WAIT_S)
    assert sorted(row.disposition for row in room.receipts()) == ["credit", "settled"]
    assert {room.attempt(attempt).state for attempt in (first, second)} == {"succeeded"}
    assert broken(room) == {}


def test_an_invoice_is_not_cancelled_under_a_payment_that_has_just_begun(
    room: Counter, operator: MtnServer
) -> None:
    invoice = room.invoice()
    seen: list[str] = []

    def close() -> None:
        with room.database.transaction() as connection:
            try:
                cancel(connection, invoice.id)
            except LiveAttempt as live:
                seen.append(live.attempt_id)

    late = threading.Thread(target=close)
    with room.database.transaction() as connection:
        attempt = start(
            connection, room.keyring, room.rails, invoice_id=invoice.id, rail="mtn", phone=KOFFI, amount_xof=2000,
            at=clock.now(),
        )  # fmt: skip
        late.start()
        until_somebody_waits(room.database)
    late.join(WAIT_S)
    assert (seen, room.read(invoice).state) == ([attempt], "open")


@pytest.mark.parametrize(
    ("amounts", "statements"),
    [((1900,), [2]), ((900, 1000), [3, 3]), ((2000,), [3])],
    ids=["whole: hold, write", "parts: and the news; is it a repeat", "too much: and the credit"],
)
def test_a_settlement_takes_two_statements_between_begin_and_commit(
    room: Counter, amounts: tuple[int, ...], statements: list[int]
) -> None:
    invoice = room.invoice(1900, **ML)
    seen: list[int] = []

    def count(*_what: object) -> None:
        seen[-1] += 1

    event.listen(room.database.engine, "before_cursor_execute", count)
    try:
        for number, amount in enumerate(amounts):
            seen.append(0)
            money = Money("orange_merchant", f"CO{number}", "ML", amount, AWA, AT)
            with room.database.transaction() as connection:
                room.settlement.settle(connection, money, invoice_id=invoice.id)
    finally:
        event.remove(room.database.engine, "before_cursor_execute", count)
    assert seen == statements


def test_a_document_number_that_is_taken_is_drawn_anew_and_the_invoice_is_paid(
    room: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr("payments.quittances.numbering.secrets.randbelow", lambda _: next(drawn))
    monkeypatch.setattr("kernel.ids.new_code", lambda: "4821")
    ids = []
    for number in range(2):
        invoice = room.invoice(1900, subject=f"c-{number}", **ML)
        money = Money("orange_merchant", f"CO{number}", "ML", 1900, AWA, AT)
        with room.database.transaction() as connection:
            receipt = room.settlement.settle(connection, money, invoice_id=invoice.id)
            found = quittances.find(connection, room.keyring, receipt.quittance_id or 0)
        assert found is not None
        assert (found.number, found.invoice_id, found.amount_xof) == (number + 1, invoice.id, 1900)
        assert found.journal_id is not None
        ids.append(found.id)
    assert [one.payload["quittance"] for one in room.news("invoice.paid")] == ids
    assert broken(room) == {}


def test_quittances_of_one_regie_at_once_have_no_gap(room: Counter, day: time_machine.Traveller) -> None:
    invoices = [room.invoice(1900, subject=f"c-{number}", **ML) for number in range(6)]

    def pay(number: int) -> None:
        room.receive(f"B-{number}", 1900, rail="biller", payer=None, reference=invoices[number].reference)

    at_once(*[lambda number=number: pay(number) for number in range(6)])
    assert {room.read(invoice).state for invoice in invoices} == {"paid"}
    assert broken(room) == {}
    assert day is not None
