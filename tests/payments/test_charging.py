"""A payment from the invoice to the quittance, over the operator's own wire."""

import pytest
import time_machine
from sqlalchemy import select

from payments.ledger.tables import LEDGER_ENTRY
from payments.mtn import Platform, Product
from payments.quittances.tables import QUITTANCE
from tests.payments.counter import Counter, broken, mtn
from tests.payments.mtn_server import MtnServer, serving

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
    assert broken(room) == {}


def test_the_money_is_split_to_the_franc_and_numbered(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = room.start(room.invoice(2001))
    room.run()
    operator.approve(attempt)
    day.shift(6)
    room.poll()
    with room.database.transaction() as connection:
        lines = connection.execute(
            select(LEDGER_ENTRY.c.beneficiary, LEDGER_ENTRY.c.amount_xof).order_by(LEDGER_ENTRY.c.line)
        ).all()
        quittance = connection.execute(select(QUITTANCE)).one()
    assert [tuple(line) for line in lines] == [(None, 2001), ("mairie-cotonou", -1001), ("anip", -1000)]
    assert (quittance.regie, quittance.exercice, quittance.number, quittance.amount_xof) == (
        "bj-anip",
        2026,
        1,
        2001,
    )


def test_an_amount_above_the_limit_is_paid_in_parts_and_gets_one_quittance(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice = room.invoice(3_000_000)
    for part in (2_000_000, 1_000_000):
        attempt = room.start(invoice, amount_xof=part)
        room.run()
        operator.approve(attempt)
        day.shift(6)
        room.poll()
    assert room.read(invoice).state == "paid"
    assert [len(room.news(topic)) for topic in ("invoice.part_paid", "invoice.paid")] == [1, 1]
    assert broken(room) == {}


def test_what_the_payer_refuses_fails_with_its_reason_and_may_be_begun_again(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.refuse(attempt, {"code": "APPROVAL_REJECTED", "message": "no"})
    day.shift(6)
    room.poll()
    row = room.attempt(attempt)
    assert (row.state, row.reason, row.next_poll_at) == ("failed", "APPROVAL_REJECTED", None)
    (news,) = room.news("payment.failed")
    assert (news.subject, news.payload["invoice"]) == (attempt, invoice.id)
    assert room.start(invoice) != attempt


def test_a_charge_is_asked_about_on_the_platform_that_took_it(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = room.start(room.invoice())
    room.run()
    operator.approve(attempt)
    day.shift(6)
    with serving() as new:
        old = Platform(operator.url, Product("user=", "key", "subscription"))
        room.rails["mtn"] = mtn(new, old)
        room.poll()
        assert new.requests == []
    assert room.attempt(attempt).state == "succeeded"
