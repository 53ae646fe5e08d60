"""A day with money whose fate nobody knows is closed only by somebody who says so, on the page and in the command."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from kernel import clock
from kernel.audit import AUDIT_LOG
from payments.closing import day as days
from payments.closing import doubt, slip
from payments.reconciliation import explaining
from payments.refunds.sending import Refunds
from tests.cast import AWA
from tests.payments.counter import ACCOUNTING, AT, ML, Counter
from tests.payments.desk.conftest import Import
from tests.payments.desk.paid import pay
from tests.payments.desk.statements import Row, write
from tests.payments.desk.test_refunding import approve, ask, ask_operator, collected
from tests.payments.mtn_server import MtnServer

pytestmark = pytest.mark.usefixtures("day")
REGIE = "bj-anip"
FIRST, SECOND = date(2026, 2, 7), date(2026, 2, 8)
OTHERS = {"regie": "bj-pns", "revenue_line": "bj-casier"}


def close(room: Counter, day: date = FIRST, *, regie: str = REGIE, with_doubt: bool = False) -> days.Closing:
    with room.database.transaction() as connection:
        return days.close(connection, ACCOUNTING, regie=regie, day=day, by="awa", at=clock.now(),
                          with_doubt=with_doubt)  # fmt: skip


def doubts(
    room: Counter, day: date = FIRST, regie: str = REGIE, country: str = "BJ"
) -> list[tuple[str, str, int]]:
    with room.database.transaction() as connection:
        found = doubt.doubts(connection, regie, country, day)
    return [(each.kind, each.reference, each.amount_xof) for each in found]


def counted(room: Counter) -> list[int]:
    """How many were in doubt at each closing, as the trail says."""
    with room.database.transaction() as connection:
        rows = connection.execute(
            select(AUDIT_LOG.c.detail).where(AUDIT_LOG.c.act == "day.close").order_by(AUDIT_LOG.c.id)
        )
        return [row.detail["in_doubt"] for row in rows]


def test_a_payment_without_a_verdict_holds_its_day_until_somebody_says_so(
    room: Counter, day: time_machine.Traveller
) -> None:
    pay(room, "A", 2000)
    pay(room, "B", 700, **OTHERS)
    waits = room.invoice(1500, subject="waits")
    room.start(waits)
    room.run()
    day.shift(timedelta(days=2))
    with pytest.raises(days.DayInDoubt, match="1 in doubt on 2026-02-07 of bj-anip") as refused:
        close(room)
    (one,) = refused.value.doubts
    assert (one.kind, one.reference, one.rail, one.amount_xof) == ("charge", waits.reference, "mtn", 1500)
    assert one.since == AT
    assert (refused.value.regie, refused.value.day) == (REGIE, FIRST)
    # Another regie's day has no part in it, and what was refused wrote nothing.
    assert close(room, regie="bj-pns").collected_xof == 700
    closed = close(room, with_doubt=True)
    assert closed.collected_xof == 2000
    # The sheet that is signed says it too.
    assert closed.slip["doubts"] == [{"kind": "charge", "count": 1, "amount_xof": 1500}]
    assert "Paiements sans réponse de l'opérateur : 1" in slip.sheet(closed.slip)
    # A day of before that was said, as it is kept.
    before = {name: value for name, value in closed.slip.items() if name != "doubts"}
    assert "avec un doute" not in slip.sheet(before)
    # It is in doubt on the next day still, and is asked about there too.
    with pytest.raises(days.DayInDoubt):
        close(room, SECOND)
    close(room, SECOND, with_doubt=True)
    assert counted(room) == [0, 1, 1]


def test_what_begins_after_the_day_is_no_doubt_of_it(room: Counter, day: time_machine.Traveller) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(hours=10))
    room.start(room.invoice(1500, subject="tomorrow"))
    room.run()
    assert doubts(room) == []
    assert close(room).collected_xof == 2000
    assert len(doubts(room, SECOND)) == 1


def test_a_code_that_nobody_dialled_yet_is_no_doubt(room: Counter, day: time_machine.Traveller) -> None:
    """Nobody was asked to debit anybody. A charge that Mali's operator was sent is one, on the same day."""
    codes = [room.invoice(1000 + number, subject=f"code {number}", **ML) for number in (0, 1, 2)]
    for invoice in codes:
        room.start(invoice, "orange_merchant", phone=AWA)
    room.run()
    dialled, late, _ = codes
    assert room.receive("CO1", 1000, country="ML").invoice_id == dialled.id
    day.shift(timedelta(hours=12))
    assert doubts(room, regie="ml-sikasso", country="ML") == []
    assert close(room, regie="ml-sikasso").collected_xof == 1000
    assert counted(room) == [0]
    # Dialled that evening, on a statement that comes the next day: its money is nobody's loss.
    assert room.receive("CO2", 1001, country="ML", at=AT).invoice_id == late.id
    day.shift(timedelta(days=1))
    assert close(room, SECOND, regie="ml-sikasso").collected_xof == 1001
    asked = room.invoice(500, subject="asked", **ML)
    room.start(asked, phone=AWA)
    room.run()
    assert doubts(room, date(2026, 2, 9), "ml-sikasso", "ML") == [("charge", asked.reference, 500)]


def test_a_refund_without_a_verdict_holds_its_day(
    room: Counter, refunds: Refunds, operator: MtnServer, day: time_machine.Traveller
) -> None:
    receipt, _ = collected(room, operator, day)
    approve(room, ask(room, receipt))
    assert doubts(room) == []
    room.run()
    (found,) = doubts(room)
    assert (found[0], found[2]) == ("refund", 2001)
    ask_operator(room, day, 24 * 3600)
    with pytest.raises(days.DayInDoubt):
        close(room)
    (taken,) = operator.refunds.values()
    taken.status, taken.transaction = "SUCCESSFUL", "R1"
    ask_operator(room, day)
    assert doubts(room) == []
    assert close(room).collected_xof == 2001


def test_an_open_difference_holds_its_own_day_until_two_persons_explained_it(
    room: Counter, reconcile: Import, tmp_path: Path, day: time_machine.Traveller
) -> None:
    pay(room, "LESS", 3000)
    missing = pay(room, "GONE", 500)
    pay(room, "THEIRS", 700, **OTHERS)
    day.shift(timedelta(days=1))
    statement = reconcile(write(tmp_path, [Row("LESS", 2900), Row("THEIRS", 700), Row("NEW", 1234)]))
    assert [(kind, francs) for kind, _, francs in doubts(room)] == [("difference", 2900), ("difference", 500)]
    # Neither the day after, nor another regie, nor money that has no invoice yet.
    assert doubts(room, SECOND) == doubts(room, regie="bj-pns") == []
    with pytest.raises(days.DayInDoubt) as refused:
        close(room)
    assert {each.statement for each in refused.value.doubts} == {statement.file_id}
    line = next(each["id"] for each in statement.shown if each["class"] == "amount")
    for subject in ({"line_id": line}, {"receipt_id": missing.id}):
        with room.database.transaction() as connection:
            said = explaining.explain(connection, why="vu", by="awa", at=clock.now(), **subject)
        assert doubts(room) != []
        with room.database.transaction() as connection:
            explaining.decide(connection, said, by="moussa", at=clock.now(), confirmed=True)
    assert doubts(room) == []
    assert close(room).collected_xof == 3500
    assert counted(room) == [0]


def test_doubts_are_summed_by_kind() -> None:
    one = doubt.Doubtful("charge", "260000000000", "mtn", 1000, AT)
    other = doubt.Doubtful("difference", "260000000000", "mtn", -300, AT, 7)
    assert doubt.sums((one, other, one)) == [doubt.Sum("charge", 2, 2000), doubt.Sum("difference", 1, -300)]
    assert doubt.sums(()) == []
