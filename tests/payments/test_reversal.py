"""The operator takes money back: everything it did is undone and stays visible. Fault row 31."""

import pytest
import time_machine
from sqlalchemy import select, update

from kernel import clock
from payments import ledger
from payments.money import Receipt
from payments.quittances.tables import QUITTANCE
from payments.reversal import reverse
from payments.tables import MONEY_RECEIPT
from tests.cast import AWA
from tests.payments.counter import ML, Counter, broken

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
