"""However refunds and spent credits interleave, no more leaves than came, and the books follow to the franc."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kernel import clock
from payments.refunds import asking, balance, finishing
from payments.refunds.credits import Credits
from payments.refunds.errors import NotRefundable
from payments.refunds.invariants import INVARIANTS
from payments.refunds.tables import REFUND
from tests.cast import KOFFI
from tests.emptying import empty
from tests.payments.counter import ACCOUNTING, AT, KEY, Counter, broken
from tests.payments.desk.paid import OPERATOR
from tests.payments.desk.paid import balance as account

pytestmark = pytest.mark.usefixtures("day")

DUE, PAID = 1000, 1600
STEPS = st.lists(
    st.tuples(st.sampled_from(("ask", "approve", "done", "fail", "spend")), st.integers(1, 1700)), max_size=14
)


class Desk:
    """One receipt of 1 600 F, 1 000 F of it an invoice's."""

    def __init__(self, room: Counter) -> None:
        self.room = room
        self.refunds: list[str] = []
        self.count = 0
        self.credits = Credits(room.keyring, KEY, ACCOUNTING)
        invoice = room.invoice(DUE)
        self.receipt = room.receive(
            "OP", PAID, rail="mtn", payer=KOFFI, reference=invoice.reference, country="BJ"
        ).id

    def step(self, name: str, amount: int) -> None:
        try:
            with self.room.database.transaction() as connection:
                getattr(self, name)(connection, amount)
        except NotRefundable:
            pass

    def ask(self, connection: Any, amount: int) -> None:
        self.count += 1
        self.refunds.append(asking.ask(
            connection, receipt_id=self.receipt, amount_xof=amount, cause=f"c{self.count}", reason="r", by="awa",
            at=clock.now(),
        ))  # fmt: skip

    def approve(self, connection: Any, amount: int) -> None:
        if self.refunds:
            asking.approve(connection, self.refunds[amount % len(self.refunds)], by="moussa", at=clock.now())

    def done(self, connection: Any, amount: int) -> None:
        for refund in self._sent(connection):
            finishing.done(connection, refund, at=clock.now())

    def fail(self, connection: Any, amount: int) -> None:
        for refund in self._sent(connection):
            finishing.failed(connection, refund, "sent", reason="no", at=clock.now())

    def spend(self, connection: Any, amount: int) -> None:
        self.count += 1
        invoice = self.room.invoice(amount, subject=f"s{self.count}")
        self.credits.spend(
            connection, receipt_id=self.receipt, invoice_id=invoice.id, phone=KOFFI, at=clock.now()
        )

    def _sent(self, connection: Any) -> list[str]:
        where = (REFUND.c.state == "approved",)
        connection.execute(REFUND.update().where(*where).values(state="sent", next_ask_at=AT))
        return list(connection.execute(text("SELECT id FROM refund WHERE state = 'sent'")).scalars().all())

    def gone(self) -> tuple[int, int, int]:
        """(refunded, spent, held by what is pending)."""
        query = text("""SELECT
            (SELECT coalesce(sum(amount_xof), 0) FROM refund WHERE state = 'done'),
            (SELECT coalesce(sum(amount_xof), 0) FROM credit_spent),
            (SELECT coalesce(sum(amount_xof), 0) FROM refund WHERE state IN ('asked', 'approved', 'sent'))""")
        with self.room.database.transaction() as connection:
            return tuple(int(value) for value in connection.execute(query).one())  # type: ignore[return-value]


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps=STEPS)
def test_no_more_leaves_than_came(room: Counter, steps: list[tuple[str, int]]) -> None:
    with room.database.transaction() as connection:
        empty(connection)
    desk = Desk(room)
    for name, amount in steps:
        desk.step(name, amount)
        refunded, spent, pending = desk.gone()
        assert refunded + spent + pending <= PAID
        assert account(room, OPERATOR) == PAID - refunded
    assert broken(room) == {}
    with room.database.transaction() as connection:
        assert {check.name: check.broken(connection) for check in INVARIANTS} == {
            check.name: [] for check in INVARIANTS
        }
        try:
            left = balance.hold(connection, desk.receipt).total_xof
        except NotRefundable:
            left = 0
    assert left <= PAID - refunded - spent - pending if steps else left == PAID


def test_a_credit_pays_another_invoice_of_the_same_phone(room: Counter) -> None:
    desk = Desk(room)
    other = room.invoice(500, subject="other")
    with room.database.transaction() as connection:
        (credit,) = desk.credits.of_phone(connection, KOFFI)
        assert credit.amount_xof == 600
        for _ in range(2):
            desk.credits.spend(
                connection, receipt_id=credit.receipt_id, invoice_id=other.id, phone=KOFFI, at=clock.now()
            )
        assert desk.credits.of_phone(connection, KOFFI)[0].amount_xof == 100
    assert room.read(other).state == "paid"
    assert len(room.news("invoice.paid")) == 2
    assert broken(room) == {}


def test_another_phone_spends_nothing(room: Counter) -> None:
    desk = Desk(room)
    other = room.invoice(500, subject="other")
    with room.database.transaction() as connection, pytest.raises(NotRefundable) as refused:
        desk.credits.spend(
            connection, receipt_id=desk.receipt, invoice_id=other.id, phone="+2290166000009", at=clock.now()
        )
    assert refused.value.reason_code == "owner"
