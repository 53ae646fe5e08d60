"""The operator takes money back: everything it did is undone and stays visible. Fault row 31."""

import pytest
import time_machine
from sqlalchemy import select, update

from kernel import clock
from payments import ledger
from payments.money import Receipt
from payments.quittances.tables import QUITTANCE
from payments.refunds import asking, finishing
from payments.refunds.credits import Credits
from payments.refunds.errors import NotRefundable
from payments.refunds.tables import REFUND
from payments.reversal import reverse
from payments.tables import MONEY_RECEIPT
from tests.cast import AWA
from tests.payments.counter import ACCOUNTING, KEY, ML, Counter, broken

pytestmark = pytest.mark.usefixtures("day")


def paid(room: Counter) -> Receipt:
    invoice = room.invoice(875, **ML)
    room.start(invoice, "orange_merchant", phone=AWA)
    return room.receive("CO1", 875)


def undo(room: Counter, receipt_id: str) -> bool:
    with room.database.transaction() as connection:
        return reverse(connection, receipt_id, reason="operator_reversal", at=clock.now())


def test_a_reversal_takes_back_the_payment_the_split_and_the_quittance(room: Counter) -> None:
    receipt = paid(room)
    assert undo(room, receipt.id)
    assert receipt.attempt_id is not None
    assert room.attempt(receipt.attempt_id).state == "reversed"
    with room.database.transaction() as connection:
        assert [ledger.balance(connection, account) for account in ("FICTIF-ML-582", "FICTIF-ML-711")] == [
            0,
            0,
        ]
        quittance = connection.execute(select(QUITTANCE)).one()
    assert (quittance.number, quittance.void_reason) == (1, "operator_reversal")
    (news,) = room.news("payment.reversed")
    assert news.payload == {"invoice": receipt.invoice_id, "quittance": receipt.quittance_id}


def test_it_happens_once_and_the_invoice_may_be_paid_again(
    room: Counter, day: time_machine.Traveller
) -> None:
    receipt = paid(room)
    assert (undo(room, receipt.id), undo(room, receipt.id)) == (True, False)
    day.shift(60)
    assert room.invoice(875, **ML).id != receipt.invoice_id
    with room.database.transaction() as connection:
        reference = connection.execute(select(MONEY_RECEIPT.c.invoice_id)).scalar_one()
    assert reference == receipt.invoice_id
    assert broken(room) == {}


def test_money_attributed_from_suspense_is_undone_whole(room: Counter) -> None:
    held = room.receive("CO1", 875)
    invoice = room.invoice(875, **ML)
    with room.database.transaction() as connection:
        room.settlement.assign(connection, held.id, invoice_id=invoice.id)
    assert undo(room, held.id)
    with room.database.transaction() as connection:
        accounts = ("FICTIF-ML-582", "FICTIF-ML-711", "FICTIF-ML-471")
        assert [ledger.balance(connection, account) for account in accounts] == [0, 0, 0]
    assert (room.read(invoice).state, room.read(invoice).paid_xof) == ("open", 0)
    assert broken(room) == {}


def test_what_was_refunded_or_is_unknown_is_left_to_a_person(room: Counter) -> None:
    receipt = paid(room)
    with room.database.transaction() as connection:
        connection.execute(update(MONEY_RECEIPT).values(disposition="refunded"))
    with pytest.raises(ValueError, match="refunded"):
        undo(room, receipt.id)
    with pytest.raises(LookupError):
        undo(room, "00000000-0000-4000-8000-000000000000")


def too_much(room: Counter) -> Receipt:
    """1 600 F for an invoice of 1 000 F: 600 F are the payer's."""
    invoice = room.invoice(1000, **ML)
    return room.receive("CO1", 1600, reference=invoice.reference)


def give_back(room: Counter, receipt: Receipt, *, decided: bool) -> str:
    with room.database.transaction() as connection:
        at = clock.now()
        refund = asking.ask(
            connection, receipt_id=receipt.id, amount_xof=600, cause="c", reason="r", by="awa", at=at
        )
        if decided:
            asking.approve(connection, refund, by="moussa", at=at)
    return refund


@pytest.mark.parametrize("state", ["approved", "sent", "unknown", "done"])
def test_what_goes_back_by_a_refund_is_not_taken_back_a_second_time(room: Counter, state: str) -> None:
    """The operator's line of a refund may look like a reversal of the payment: a person tells them apart."""
    receipt = too_much(room)
    refund = give_back(room, receipt, decided=True)
    with room.database.transaction() as connection:
        asked = {"state": "sent" if state == "done" else state, "next_ask_at": clock.now()}
        connection.execute(update(REFUND).values(asked))
        if state == "done":
            finishing.done(connection, refund, at=clock.now())
    with pytest.raises(ValueError, match="a person looks"):
        undo(room, receipt.id)
    with room.database.transaction() as connection:
        stands = [ledger.balance(connection, account) for account in ("FICTIF-ML-582", "FICTIF-ML-472")]
    assert stands == ([1000, 0] if state == "done" else [1600, -600])
    assert broken(room) == {}


def test_a_refund_that_nobody_decided_holds_no_reversal_up(room: Counter) -> None:
    receipt = too_much(room)
    refund = give_back(room, receipt, decided=False)
    assert undo(room, receipt.id)
    with room.database.transaction() as connection, pytest.raises(NotRefundable):
        asking.approve(connection, refund, by="moussa", at=clock.now())


def test_a_credit_that_paid_something_else_is_not_taken_back(room: Counter) -> None:
    receipt = too_much(room)
    other = room.invoice(300, **{**ML, "subject": "c-2"})
    with room.database.transaction() as connection:
        Credits(room.keyring, KEY, ACCOUNTING).spend(
            connection, receipt_id=receipt.id, invoice_id=other.id, phone=AWA, at=clock.now()
        )
    with pytest.raises(ValueError, match="a person looks"):
        undo(room, receipt.id)
    assert room.read(other).state == "paid"
    assert broken(room) == {}
