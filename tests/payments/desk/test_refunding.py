"""Money goes back once, by two persons, to the account it came from, by the split that it came with."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from kernel import audit, clock
from payments.refunds import asking, finishing
from payments.refunds.errors import NotRefundable
from payments.refunds.sending import Refunds, sweep_due
from payments.refunds.tables import REFUND
from payments.refunds.two_persons import SamePerson
from tests.payments.counter import AT, Counter, broken
from tests.payments.desk.paid import OPERATOR, REVENUE, balance, invoice_state, pay, shares
from tests.payments.mtn_server import MtnServer

pytestmark = pytest.mark.usefixtures("day")


def collected(room: Counter, operator: MtnServer, day: time_machine.Traveller) -> tuple[str, str]:
    """An MTN charge of 2 001 F that succeeded: (receipt id, invoice id)."""
    invoice = room.invoice(2001)
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt)
    day.shift(timedelta(seconds=30))
    room.poll()
    return room.receipts()[0].id, invoice.id


def ask(room: Counter, receipt: str, amount_xof: int = 2001, cause: str = "case:1", by: str = "awa") -> str:
    with room.database.transaction() as connection:
        return asking.ask(connection, receipt_id=receipt, amount_xof=amount_xof, cause=cause, reason="doublon",
                          by=by, at=clock.now())  # fmt: skip


def approve(room: Counter, refund: str, by: str = "moussa") -> None:
    with room.database.transaction() as connection:
        asking.approve(connection, refund, by=by, at=clock.now())


def state(room: Counter, refund: str) -> str:
    with room.database.transaction() as connection:
        return str(connection.execute(select(REFUND.c.state).where(REFUND.c.id == refund)).scalar_one())


def key(room: Counter, refund: str) -> str:
    with room.database.transaction() as connection:
        return str(
            connection.execute(select(REFUND.c.operator_key).where(REFUND.c.id == refund)).scalar_one()
        )


def ask_operator(room: Counter, day: time_machine.Traveller, seconds: int = 3600) -> None:
    day.shift(timedelta(seconds=seconds))
    with room.database.transaction() as connection:
        sweep_due(connection, clock.now(), 100)
    room.run()


def test_a_refund_goes_the_whole_way(
    room: Counter, refunds: Refunds, operator: MtnServer, day: time_machine.Traveller
) -> None:
    receipt, invoice = collected(room, operator, day)
    assert sum(shares(room).values()) == 2001
    refund = ask(room, receipt)
    assert room.run() == []
    approve(room, refund)
    room.run()
    assert state(room, refund) == "sent"
    (taken,) = operator.refunds.values()
    taken.status, taken.transaction = "SUCCESSFUL", "R1"
    ask_operator(room, day)
    assert state(room, refund) == "done"
    assert invoice_state(room, invoice) == ("cancelled", 0)
    assert (balance(room, OPERATOR), balance(room, REVENUE)) == (0, 0)
    assert set(shares(room).values()) == {0}
    (news,) = room.news("invoice.refunded")
    assert (news.subject, news.payload["refund"]) == (invoice, refund)
    assert len(operator.refunds) == 1
    assert broken(room) == {}


@pytest.mark.parametrize("fault", ["500", "accept-then-drop"], ids=["never arrived", "arrived"])
def test_a_refund_whose_answer_was_lost_is_asked_about_under_its_key(
    room: Counter, refunds: Refunds, operator: MtnServer, day: time_machine.Traveller, fault: str
) -> None:
    """Fault row 3, for money that leaves."""
    receipt, _ = collected(room, operator, day)
    refund = ask(room, receipt)
    approve(room, refund)
    operator.order(fault)
    room.run()
    assert state(room, refund) == "unknown"
    ask_operator(room, day)
    # What the operator never had is sent again, under the same key.
    ask_operator(room, day)
    keys = {each["x-reference-id"] for each in operator.seen("POST", "/refund")}
    assert len(keys) == 1
    assert len(operator.refunds) == 1


def test_a_refund_of_a_rail_that_was_switched_off_is_asked_about_ever_less_often(
    room: Counter, refunds: Refunds, operator: MtnServer, day: time_machine.Traveller
) -> None:
    receipt, _ = collected(room, operator, day)
    refund = ask(room, receipt)
    approve(room, refund)
    room.run()
    (taken,) = operator.refunds.values()
    taken.status, taken.transaction = "SUCCESSFUL", "R1"
    rail = room.rails.pop("mtn")
    for _ in range(8):
        ask_operator(room, day)
    assert len(room.news("refund.poll")) == 8
    ask_operator(room, day, 1800)
    assert len(room.news("refund.poll")) == 8
    room.rails["mtn"] = rail
    ask_operator(room, day, 1801)
    assert state(room, refund) == "done"


def test_the_same_person_does_not_decide(room: Counter) -> None:
    """Bad-input row 67; control 40."""
    refund = ask(room, pay(room, amount_xof=2001).id)
    for name in ("awa", "AWA"):
        with pytest.raises(SamePerson):
            approve(room, refund, by=name)
    assert state(room, refund) == "asked"


def test_one_cause_has_one_refund(room: Counter) -> None:
    receipt = pay(room, amount_xof=2001).id
    refund = ask(room, receipt)
    assert ask(room, receipt) == refund
    with pytest.raises(NotRefundable, match="this cause"):
        ask(room, receipt, 2000)
    with pytest.raises(NotRefundable) as refused:
        ask(room, receipt, cause="case:2")
    assert (refused.value.reason_code, refused.value.left_xof) == ("balance", 0)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [(0, "amount"), (-5, "amount"), (2002, "balance"), (2000, "part")],
    ids=["nothing", "below zero", "more than came", "a part of what paid an invoice"],
)
def test_amounts_that_do_not_go_back(room: Counter, amount: int, reason: str) -> None:
    with pytest.raises(NotRefundable) as refused:
        ask(room, pay(room, amount_xof=2001).id, amount)
    assert refused.value.reason_code == reason


def test_what_was_paid_too_much_goes_back_in_parts(room: Counter) -> None:
    invoice = room.invoice(2000)
    receipt = room.receive(
        "OP", 2600, rail="mtn", payer="+2290197000003", reference=invoice.reference, country="BJ"
    )
    first = ask(room, receipt.id, 400, "a")
    with pytest.raises(NotRefundable):
        ask(room, receipt.id, 201, "b")
    ask(room, receipt.id, 200, "c")
    approve(room, first)
    with room.database.transaction() as connection:
        connection.execute(REFUND.update().where(REFUND.c.id == first).values(state="sent", next_ask_at=AT))
        assert finishing.done(connection, first, at=clock.now())
        assert not finishing.done(connection, first, at=clock.now())
    assert (balance(room, OPERATOR), balance(room, REVENUE)) == (2200, -2000)
    assert invoice_state(room, invoice.id) == ("paid", 2000)
    assert len(room.news("payment.refunded")) == 1


def test_a_refused_refund_frees_the_balance(room: Counter) -> None:
    receipt = pay(room, amount_xof=2001).id
    refund = ask(room, receipt)
    with room.database.transaction() as connection:
        asking.refuse(connection, refund, by="moussa", at=clock.now())
    assert ask(room, receipt, cause="case:2") != refund


def test_a_rail_without_refunds_says_so_and_two_persons_may_try_again(
    room: Counter, refunds: Refunds
) -> None:
    receipt = room.receive("CO1", 900, rail="orange_merchant")
    refund = ask(room, receipt.id, 900)
    approve(room, refund)
    room.run()
    assert state(room, refund) == "failed"
    assert len(room.news("refund.failed")) == 1
    before = key(room, refund)
    approve(room, refund, by="koffi")
    assert state(room, refund) == "approved"
    # The old key has its answer for good: the new try is another refund to the operator.
    assert key(room, refund) != before


def test_who_did_what_is_in_the_trail(room: Counter) -> None:
    refund = ask(room, pay(room, amount_xof=2001).id)
    approve(room, refund)
    with room.database.transaction() as connection:
        rows = connection.execute(select(audit.AUDIT_LOG).order_by(audit.AUDIT_LOG.c.id)).all()
        assert audit.verify(connection) is None
    assert [(row.actor, row.act, row.subject) for row in rows] == [
        ("staff:awa", "refund.ask", refund), ("staff:moussa", "refund.approve", refund),
    ]  # fmt: skip
