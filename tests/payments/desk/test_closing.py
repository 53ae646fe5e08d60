"""A day is closed once, in order, under a hash; what comes late goes to the next open day."""

from datetime import date, timedelta
from threading import Thread

import pytest
import time_machine
from sqlalchemy import select, text

from kernel import clock
from payments.closing import day as days
from payments.closing import invariants
from payments.closing.slip import sheet
from payments.closing.tables import LEDGER_CARRIED
from payments.ledger.tables import LEDGER_JOURNAL
from tests.payments.at_once import WAIT_S, until_somebody_waits
from tests.payments.counter import ACCOUNTING, AT, Counter
from tests.payments.desk.paid import pay

pytestmark = pytest.mark.usefixtures("day")
REGIE = "bj-anip"
FIRST = date(2026, 2, 7)


def close(room: Counter, day: date = FIRST, regie: str = REGIE) -> days.Closing:
    with room.database.transaction() as connection:
        return days.close(connection, ACCOUNTING, regie=regie, day=day, by="awa", at=clock.now())


def due(room: Counter) -> list[date]:
    with room.database.transaction() as connection:
        return days.due(connection, ACCOUNTING, REGIE, clock.now())


def bad(room: Counter) -> list[str]:
    with room.database.transaction() as connection:
        return [row for check in invariants.INVARIANTS for row in check.broken(connection)]


def test_a_day_closes_with_its_slip(room: Counter, day: time_machine.Traveller) -> None:
    pay(room, "A", 2000)
    pay(room, "B", 1001)
    day.shift(timedelta(days=1))
    closed = close(room)
    assert (closed.number, closed.rows, closed.collected_xof) == (1, 6, 3001)
    assert closed.slip["quittances"] == {"first": 1, "last": 2, "count": 2, "voided": 0}
    assert sum(share["amount_xof"] for share in closed.slip["shares"]) == 3001
    assert bad(room) == []


def test_the_slip_is_a_french_sheet(room: Counter, day: time_machine.Traveller) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(days=1))
    drawn = sheet(close(room).slip)
    for words in ("ÉTAT DE VERSEMENT", "07/02/2026", "2026-000001", "2 000 F", "deux mille francs CFA", "FICTIF",
                  "Certificats de résidence\n", "  Mairie de Cotonou ", "Recettes confirmées : 0 sur 1",
                  "au n° 2026-000001, annulées : 0, émises : 1"):  # fmt: skip
        assert words in drawn


@pytest.mark.parametrize(
    ("hours", "closable"),
    [(8, []), (9, [FIRST])],
    ids=["22:59 UTC is still the 7th in Benin", "23:05 UTC is the 8th"],
)
def test_days_are_cut_on_the_clock_of_the_regie(
    room: Counter, day: time_machine.Traveller, hours: int, closable: list[date]
) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(hours=hours))
    assert due(room) == closable


@pytest.mark.parametrize(
    ("asked", "shift", "words"),
    [(FIRST, 0, "has not ended"), (date(2026, 2, 8), 5, "next day to close is 2026-02-07")],
    ids=["today", "not the next one"],
)
def test_days_close_in_order_and_when_they_have_ended(
    room: Counter, day: time_machine.Traveller, asked: date, shift: int, words: str
) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(days=shift))
    with pytest.raises(days.NotClosable, match=words):
        close(room, asked)


def test_each_day_is_chained_to_the_one_before(room: Counter, day: time_machine.Traveller) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(days=3))
    hashes = [close(room, one) for one in due(room)]
    assert [one.slip["previous"] for one in hashes[1:]] == [one.hash for one in hashes[:-1]]
    assert [one.number for one in hashes] == [1, 2, 3]
    with pytest.raises(days.NotClosable):
        close(room)


def test_what_comes_late_is_posted_to_the_next_open_day(room: Counter, day: time_machine.Traveller) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(days=3))
    for one in due(room):
        close(room, one)
    invoice = room.invoice(700, subject="late")
    room.receive(
        "LATE", 700, rail="mtn", payer="+2290197000003", reference=invoice.reference, country="BJ", at=AT
    )
    with room.database.transaction() as connection:
        booked = connection.execute(
            select(LEDGER_JOURNAL.c.occurred_at).where(LEDGER_JOURNAL.c.operator_ref == "LATE")
        ).scalar_one()
        (carried,) = connection.execute(select(LEDGER_CARRIED)).all()
    assert clock.local_day("BJ", booked) == date(2026, 2, 10)
    assert (carried.occurred_at, carried.carried_to) == (AT, booked)
    assert bad(room) == []


def test_another_regie_is_not_concerned(room: Counter, day: time_machine.Traveller) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(days=1))
    close(room)
    pay(room, "B", 700, regie="bj-pns", revenue_line="bj-casier")
    with room.database.transaction() as connection:
        assert connection.execute(select(LEDGER_CARRIED)).all() == []


def test_a_changed_day_is_found(room: Counter, day: time_machine.Traveller) -> None:
    pay(room, "A", 2000)
    day.shift(timedelta(days=1))
    close(room)
    with room.database.transaction() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE ledger_entry SET beneficiary = 'autre' WHERE beneficiary = 'anip'"))
    assert bad(room) == [f"{REGIE} 2026-02-07"]


def test_a_posting_under_way_is_in_the_day_or_in_the_next(room: Counter, day: time_machine.Traveller) -> None:
    """The closing waits for who is posting: no row slips into a day behind its hash."""
    pay(room, "A", 2000)
    invoice = room.invoice(700, subject="slow")
    day.shift(timedelta(days=1))
    with room.database.transaction() as connection:
        from payments import receipts

        receipts.receive(
            connection, room.keyring, room.settlement, rail="mtn", operator_id="SLOW", amount_xof=700,
            payer=None, at=AT, reference=invoice.reference, country="BJ",
        )  # fmt: skip
        closed: list[days.Closing] = []
        closing = Thread(target=lambda: closed.append(close(room)))
        closing.start()
        until_somebody_waits(room.database)
        assert closed == []
    closing.join(WAIT_S)
    assert closed[0].collected_xof == 2700
    assert bad(room) == []
