"""Money that arrives by itself: a merchant code's, a statement's line, a bill paid in the operator's menu."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from payments import ledger
from payments.invoices import cancel, find
from payments.money import Money
from payments.settlement import OtherPayment
from tests.cast import AWA, KOFFI, MOUSSA
from tests.payments.counter import AT, ML, Counter, broken
from tests.payments.mtn_server import MtnServer

pytestmark = pytest.mark.usefixtures("day")


def shown(room: Counter, phone: str = AWA, amount: int = 1900, subject: str = "tdrl-1") -> tuple[str, str]:
    """A code on a screen: (invoice id, attempt id)."""
    invoice = room.invoice(amount, subject=subject, **{**ML, "phone": phone})
    attempt = room.start(invoice, "orange_merchant", phone=phone)
    return invoice.id, attempt


def test_money_of_the_one_payment_that_fits_pays_it(room: Counter) -> None:
    invoice, attempt = shown(room)
    room.run()
    receipt = room.receive("CO260207.1405.A1", 1900)
    assert (receipt.disposition, receipt.invoice_id, receipt.attempt_id) == ("settled", invoice, attempt)
    assert receipt.quittance_id is not None
    assert room.attempt(attempt).state == "succeeded"
    assert broken(room) == {}


def test_a_code_may_be_dialled_before_our_worker_looked(room: Counter) -> None:
    _, attempt = shown(room)
    assert room.receive("CO1", 1900).attempt_id == attempt
    assert room.run() == ["payment.created"]
    assert room.attempt(attempt).state == "succeeded"


@pytest.mark.parametrize(
    "change",
    [
        {"amount_xof": 1899},
        {"payer": MOUSSA},
        {"payer": None},
        {"at": AT + timedelta(hours=25)},
        {"at": AT - timedelta(hours=1)},
        {"rail": "orange", "country": "ML"},
    ],
    ids=["amount", "payer", "payer hidden", "a day late", "before", "another rail"],
)
def test_money_that_fits_nothing_is_held_and_told(room: Counter, change: dict[str, Any]) -> None:
    invoice, attempt = shown(room)
    room.run()
    words: dict[str, Any] = {"amount_xof": 1900, **change}
    receipt = room.receive("CO1", **words)
    assert (receipt.disposition, receipt.invoice_id, receipt.settled_xof) == ("suspense", None, 0)
    assert room.attempt(attempt).state == "pending"
    assert [news.subject for news in room.news("payment.suspense")] == [receipt.id]
    with room.database.transaction() as connection:
        assert ledger.balance(connection, "FICTIF-ML-471") == -int(str(words["amount_xof"]))
    assert invoice
    assert broken(room) == {}


def test_money_that_fits_two_payments_is_nobodys(room: Counter) -> None:
    shown(room)
    shown(room, subject="tdrl-2")
    room.run()
    assert room.receive("CO1", 1900).disposition == "suspense"


def test_a_code_dialled_in_its_day_is_paid_by_the_statement_of_tomorrow(
    room: Counter, day: time_machine.Traveller
) -> None:
    """Operators of merchant codes tell of a day when it is over, which is later than the code's own day."""
    invoice, attempt = shown(room)
    room.run()
    day.shift(timedelta(hours=25))
    room.poll()
    assert (room.attempt(attempt).state, room.attempt(attempt).reason) == ("expired", "never_dialled")
    receipt = room.receive("CO1", 1900, at=AT + timedelta(minutes=5))
    assert (receipt.disposition, receipt.invoice_id, receipt.attempt_id) == ("settled", invoice, attempt)
    assert room.attempt(attempt).state == "succeeded"
    assert broken(room) == {}


def test_a_code_dialled_for_what_was_closed_since_is_the_payers_credit(
    room: Counter, day: time_machine.Traveller
) -> None:
    invoice, attempt = shown(room)
    room.run()
    with room.database.transaction() as connection:
        assert cancel(connection, invoice, ["orange_merchant"])
    day.shift(timedelta(hours=25))
    room.poll()
    receipt = room.receive("CO1", 1900, at=AT + timedelta(minutes=5))
    assert (receipt.disposition, receipt.invoice_id, receipt.attempt_id) == ("credit", invoice, attempt)
    assert broken(room) == {}


def test_a_code_given_up_for_another_may_be_dialled_all_the_same(room: Counter) -> None:
    invoice = room.invoice(1900, **ML)
    tries = [
        room.start(invoice, "orange_merchant", phone=AWA, amount_xof=amount) for amount in (1900, 1000, 1900)
    ]
    assert [room.attempt(each).reason for each in tries] == ["replaced", "replaced", None]
    part = room.receive("CO1", 1000)
    assert (part.disposition, part.attempt_id) == ("settled", tries[1])
    # Two tries of 1 900 F are one invoice: the newest is the one that was dialled.
    assert room.receive("CO2", 1900).attempt_id == tries[2]
    assert broken(room) == {}


def test_a_code_of_what_is_paid_by_now_stands_in_nobodys_way(
    room: Counter, day: time_machine.Traveller
) -> None:
    first, _ = shown(room)
    room.run()
    day.shift(timedelta(hours=23))
    second, attempt = shown(room, subject="tdrl-2")
    room.run()
    day.shift(timedelta(hours=2))
    room.poll()
    room.receive("CO1", 1900, reference=reference_of(room, first), payer=MOUSSA)
    receipt = room.receive("CO2", 1900, at=AT + timedelta(hours=23, minutes=1))
    assert (receipt.disposition, receipt.invoice_id, receipt.attempt_id) == ("settled", second, attempt)


def test_the_same_money_twice_is_one_receipt(room: Counter) -> None:
    shown(room)
    first, again = room.receive("CO1", 1900), room.receive("CO1", 1900)
    assert (first.id, first.new, again.new) == (again.id, True, False)
    held, held_again = room.receive("CO2", 5), room.receive("CO2", 5)
    assert (held.id, held_again.new) == (held_again.id, False)
    assert len(room.receipts()) == 2


def test_a_second_payer_gets_a_credit_and_no_second_document(room: Counter) -> None:
    invoice, _ = shown(room)
    room.receive("CO1", 1900)
    reference = reference_of(room, invoice)
    second = room.receive("CO2", 1900, payer=MOUSSA, reference=reference)
    assert (second.disposition, second.settled_xof, second.quittance_id) == ("credit", 0, None)
    with room.database.transaction() as connection:
        assert ledger.balance(connection, "FICTIF-ML-472") == -1900
    assert [news.subject for news in room.news("payment.credited")] == [second.id]
    assert broken(room) == {}


def test_a_second_debit_under_one_attempt_is_the_payer_s_credit(room: Counter) -> None:
    _, attempt = shown(room)
    room.receive("CO1", 1900, reference=attempt)
    second = room.receive("CO2", 1900, reference=attempt)
    assert (second.disposition, second.attempt_id) == ("credit", None)
    assert room.attempt(attempt).operator_id == "CO1"
    assert broken(room) == {}


def test_too_much_pays_and_leaves_the_rest_to_the_payer(room: Counter) -> None:
    invoice, _ = shown(room)
    receipt = room.receive("CO1", 2500, reference=reference_of(room, invoice))
    assert (receipt.disposition, receipt.settled_xof) == ("overpaid", 1900)
    with room.database.transaction() as connection:
        assert ledger.balance(connection, "FICTIF-ML-472") == -600
        assert ledger.balance(connection, "FICTIF-ML-582") == 2500
    assert broken(room) == {}


def test_a_bill_paid_in_the_operators_menu_needs_no_attempt(room: Counter) -> None:
    invoice = room.invoice(1900, **ML)
    receipt = room.receive("B-1", 1900, rail="biller", payer=MOUSSA, reference=invoice.reference)
    assert (receipt.disposition, receipt.attempt_id) == ("settled", None)
    assert room.read(invoice).state == "paid"


def test_a_statement_line_resolves_a_charge_in_doubt(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    operator.order("accept-then-drop")
    room.run()
    operator.approve(attempt)
    transaction = operator.charges[attempt].transaction
    room.receive(transaction, 2000, rail="mtn", payer=KOFFI, reference=invoice.reference)
    assert (room.attempt(attempt).state, room.read(invoice).state) == ("succeeded", "paid")
    day.shift(60)
    assert room.poll() == []
    assert room.receive(transaction, 2000, rail="mtn", payer=KOFFI, reference=attempt).new is False
    assert broken(room) == {}


def test_money_held_first_is_attributed_when_the_operator_confirms_the_charge(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt)
    held = room.receive(operator.charges[attempt].transaction, 2000, rail="mtn", payer=MOUSSA)
    assert held.disposition == "suspense"
    day.shift(6)
    room.poll()
    assert room.read(invoice).state == "paid"
    assert [row.disposition for row in room.receipts()] == ["settled"]
    with room.database.transaction() as connection:
        assert ledger.balance(connection, "FICTIF-BJ-471") == 0
        assert ledger.balance(connection, "FICTIF-BJ-581") == 2000
    assert broken(room) == {}


def test_the_desk_attributes_money_once(room: Counter) -> None:
    held = room.receive("CO1", 1900)
    invoice = room.invoice(1900, **ML)
    with room.database.transaction() as connection:
        done = room.settlement.assign(connection, held.id, invoice_id=invoice.id)
    assert (done.disposition, done.settled_xof, done.quittance_id is not None) == ("settled", 1900, True)
    with pytest.raises(LookupError), room.database.transaction() as connection:
        room.settlement.assign(connection, held.id, invoice_id=invoice.id)
    assert room.receive("CO1", 1900).disposition == "settled"
    assert broken(room) == {}


def test_the_operators_transaction_of_one_invoice_pays_no_other(room: Counter) -> None:
    invoice, _ = shown(room)
    room.receive("CO1", 1900)
    other, _ = shown(room, subject="tdrl-2")
    again = room.receive("CO1", 1900, reference=reference_of(room, other))
    assert (again.new, again.invoice_id) == (False, invoice)
    money = Money("orange_merchant", "CO1", "ML", 1900, AWA, AT)
    with pytest.raises(OtherPayment), room.database.transaction() as connection:
        room.settlement.settle(connection, money, invoice_id=other)


def test_money_after_cancelling_is_a_credit(room: Counter) -> None:
    """Bad-input row 44."""
    invoice = room.invoice(1900, **ML)
    with room.database.transaction() as connection:
        assert cancel(connection, invoice.id)
    assert room.receive("B-1", 1900, rail="biller", reference=invoice.reference).disposition == "credit"
    assert broken(room) == {}


@pytest.mark.parametrize(
    ("operator_id", "amount"),
    [("", 5), ("x" * 101, 5), ("a\nb", 5), ("CO1", 0), ("CO1", -1), ("CO1", 10**13)],
)
def test_what_is_no_money_is_not_recorded(room: Counter, operator_id: str, amount: int) -> None:
    with pytest.raises(ValueError, match="money"):
        room.receive(operator_id, amount)
    assert room.receipts() == []


@pytest.mark.parametrize(
    "reference", ["", "x", "26012345678", "00000000-0000-4000-8000-000000000000", "'; --"]
)
def test_a_reference_of_nobody_is_as_none(room: Counter, reference: str) -> None:
    _, attempt = shown(room)
    assert room.receive("CO1", 1900, reference=reference).attempt_id == attempt


def test_where_money_is_booked_must_be_known(room: Counter) -> None:
    with pytest.raises(LookupError):
        room.receive("M-1", 500, rail="moov", payer=None)
    assert room.receive("M-1", 500, rail="moov", payer=KOFFI).disposition == "suspense"
    assert [row.country for row in room.receipts()] == ["BJ"]


@pytest.mark.parametrize("named", [True, False], ids=["by its reference", "by payer and amount"])
def test_money_for_an_invoice_is_booked_where_the_invoice_is_whatever_statement_shows_it(
    room: Counter, named: bool
) -> None:
    """The statement of Mali's account on PI-SPI; the payer and the invoice are of Benin."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    receipt = room.receive(
        "E2E1", 2000, rail="mtn", payer=KOFFI, reference=invoice.reference if named else None, country="ML"
    )
    assert (receipt.disposition, receipt.attempt_id) == ("settled", attempt)
    assert [row.country for row in room.receipts()] == ["BJ"]
    assert broken(room) == {}


def test_money_for_nothing_we_know_is_held_where_it_lies_not_where_its_payer_lives(room: Counter) -> None:
    held = room.receive("E2E1", 500, rail="pispi", payer=KOFFI, country="ML")
    assert (held.disposition, [row.country for row in room.receipts()]) == ("suspense", ["ML"])
    with room.database.transaction() as connection:
        assert ledger.balance(connection, "FICTIF-ML-471") == -500
    assert room.receive("E2E2", 700, rail="pispi", payer=KOFFI).disposition == "suspense"
    assert [row.country for row in room.receipts()] == ["ML", "BJ"]


def reference_of(room: Counter, invoice_id: str) -> str:
    with room.database.transaction() as connection:
        found = find(connection, invoice_id)
    assert found is not None
    return found.reference
