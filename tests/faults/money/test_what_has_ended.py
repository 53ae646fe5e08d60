"""Money that comes for what has ended: the state table decides, the payer is told, and the books agree."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from kernel import clock
from payments.invoices import Invoice, cancel, expire_due
from payments.refunds import asking
from payments.refunds.sending import sweep_due
from payments.reversal import reverse
from tests.cast import KOFFI
from tests.conversation.test_paying_for_real import Town
from tests.faults.money.prompts import prompted
from tests.payments.counter import Counter, broken
from tests.payments.mtn_server import MtnServer

End = Callable[[Counter, MtnServer, time_machine.Traveller, Invoice], None]


def cancelled(room: Counter, _: MtnServer, day: time_machine.Traveller, invoice: Invoice) -> None:
    day.shift(1)
    with room.database.transaction() as connection:
        assert cancel(connection, invoice.id)


def expired(room: Counter, _: MtnServer, day: time_machine.Traveller, invoice: Invoice) -> None:
    assert invoice.expires_at is not None
    day.move_to(invoice.expires_at)
    with room.database.transaction() as connection:
        assert expire_due(connection, clock.now(), 10) == 1


def paid(room: Counter, operator: MtnServer, day: time_machine.Traveller, invoice: Invoice) -> None:
    """By a second charge."""
    second = room.start(invoice)
    room.run()
    operator.approve(second)
    day.shift(6)
    room.poll()
    assert room.read(invoice).state == "paid"


def refunded(room: Counter, operator: MtnServer, day: time_machine.Traveller, invoice: Invoice) -> None:
    """Paid by a second charge, and given back by two persons."""
    paid(room, operator, day, invoice)
    [receipt] = room.receipts()
    with room.database.transaction() as connection:
        refund = asking.ask(
            connection, receipt_id=receipt.id, amount_xof=2000, cause="case:1", reason="doublon", by="awa",
            at=clock.now(),
        )  # fmt: skip
        asking.approve(connection, refund, by="moussa", at=clock.now())
    room.run()
    [sent] = operator.refunds.values()
    sent.status, sent.transaction = "SUCCESSFUL", "R1"
    day.shift(3600)
    with room.database.transaction() as connection:
        sweep_due(connection, clock.now(), 10)
    room.run()


ENDS: dict[str, tuple[End, str]] = {
    "cancelled": (cancelled, "cancelled"),
    "past its date": (expired, "expired"),
    "paid otherwise": (paid, "paid"),
    "refunded": (refunded, "cancelled"),
}


def expired_charge(room: Counter, operator: MtnServer, day: time_machine.Traveller) -> tuple[Invoice, str]:
    """The payer let it pass; the operator will take the money after all."""
    invoice = room.invoice(expires_at=clock.now() + timedelta(days=1))
    attempt = room.start(invoice)
    room.run()
    operator.refuse(attempt, "EXPIRED")
    day.shift(6)
    room.poll()
    assert room.attempt(attempt).state == "expired"
    return invoice, attempt


@pytest.mark.parametrize(("end", "state"), ENDS.values(), ids=ENDS)
def test_late_money_for_what_has_ended_is_a_credit_and_revives_nothing(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, end: End, state: str
) -> None:
    """Bad-input row 44 and fault row 30."""
    invoice, attempt = expired_charge(room, operator, day)
    end(room, operator, day, invoice)
    news = len(room.news("invoice.paid"))
    operator.approve(attempt, reason=...)
    room.polls.ask(attempt)
    late = next(receipt for receipt in room.receipts() if receipt.attempt_id == attempt)
    assert (late.disposition, late.amount_xof, late.settled_xof) == ("credit", 2000, 0)
    assert (room.attempt(attempt).state, room.read(invoice).state) == ("succeeded", state)
    assert [one.subject for one in room.news("payment.credited")] == [late.id]
    assert len(room.news("invoice.paid")) == news
    assert broken(room) == {}


def test_late_money_after_a_reversal_pays_what_is_due_again(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Fault row 30: revived by rule."""
    invoice, attempt = expired_charge(room, operator, day)
    paid(room, operator, day, invoice)
    [receipt] = room.receipts()
    with room.database.transaction() as connection:
        reverse(connection, receipt.id, reason="operator_reversal", at=clock.now())
    assert room.read(invoice).state == "open"
    operator.approve(attempt, reason=...)
    room.polls.ask(attempt)
    assert (room.read(invoice).state, room.read(invoice).paid_xof) == ("paid", 2000)
    assert broken(room) == {}


def test_whoever_paid_too_late_is_told_that_the_money_is_his(town: Town, operator: MtnServer) -> None:
    """Fault row 30: never silent."""
    invoice_id, attempt = prompted(town, KOFFI, 2000)
    operator.refuse(attempt, "EXPIRED")
    town.guichet.treasury.polls.ask(attempt)
    town.work()
    with town.guichet.database.transaction() as connection:
        assert cancel(connection, invoice_id)
    operator.approve(attempt, reason=...)
    town.guichet.treasury.polls.ask(attempt)
    town.work()
    failed, credit = town.messages(KOFFI)
    assert "non abouti" in failed
    assert credit.startswith("2 000 F payés en trop sur la facture")
