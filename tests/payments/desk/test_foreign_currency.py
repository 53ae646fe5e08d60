"""A movement in another currency: a person's, never booked, and in nobody's way. Bad-input row 74."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update

from kernel import clock
from payments.reconciliation import differences, explaining
from payments.reconciliation.report import Report
from payments.reconciliation.tables import STATEMENT_LINE
from payments.tables import PAYMENT_ATTEMPT
from tests.payments.counter import AT, Counter, broken
from tests.payments.desk.paid import FEE, OPERATOR, balance, pay
from tests.payments.desk.statements import Row, write

pytestmark = pytest.mark.usefixtures("day")
Import = Callable[..., Report]
EUROS = Row("EU1", 12, currency="EUR", fee_xof=1)


def test_one_line_of_euros_holds_up_no_other(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    pay(room, "A", 2000)
    path = write(tmp_path, [Row("A", 2000), EUROS, Row("NEW", 1234)], closing=3234)
    path.write_text(path.read_text(encoding="utf-8").replace(",12,1,EUR", ',"12,50",1,EUR'), encoding="utf-8")
    report = reconcile(path)
    found = {each.class_: (each.count, each.amount_xof, each.open) for each in report.tallies}
    assert found == {"matched": (1, 2000, 0), "theirs_only": (1, 1234, 0), "currency": (1, 0, 1)}
    (shown,) = [each for each in report.shown if each["class"] == "currency"]
    assert (shown["foreign_amount"], shown["amount_xof"], shown["open"]) == ("12,50 EUR", 0, True)
    # The balance of francs is the francs'; neither the euros nor their fee are booked.
    assert (report.gap_xof, report.differences, report.open, report.agrees) == (0, 2, 1, False)
    assert (balance(room, OPERATOR), balance(room, FEE)) == (3234, 0)
    assert {row.operator_id for row in room.receipts()} == {"A", "NEW"}
    assert broken(room) == {}


def test_the_file_again_and_an_overlapping_one_bring_the_line_once(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    assert reconcile(write(tmp_path, [EUROS], closing=0)).new
    again = reconcile(write(tmp_path, [EUROS], closing=0))
    assert (again.new, again.open) == (False, 1)
    week = reconcile(write(tmp_path, [EUROS, Row("B", 300)], "week.csv", closing=300))
    assert {each.class_: each.count for each in week.tallies} == {"theirs_only": 1, "known": 1}


def test_francs_under_the_same_transaction_are_still_received(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    reconcile(write(tmp_path, [EUROS, Row("EU1", 8200)], closing=8200))
    assert [(row.operator_id, row.amount_xof) for row in room.receipts()] == [("EU1", 8200)]


def test_two_persons_close_it(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    path = write(tmp_path, [EUROS], closing=0)
    reconcile(path)
    with room.database.transaction() as connection:
        (standing,) = differences.list_differences(connection)
        assert (standing["class"], standing["foreign_amount"]) == ("currency", "12 EUR")
        said = explaining.explain(
            connection, why="virement rendu", by="awa", at=clock.now(), line_id=int(standing["id"])
        )
        explaining.decide(connection, said, by="moussa", at=clock.now(), confirmed=True)
    assert reconcile(path).agrees


def test_a_charge_that_it_names_stays_in_doubt_until_a_person_has_said(
    room: Counter, reconcile: Import, tmp_path: Path, day: time_machine.Traveller
) -> None:
    invoice = room.invoice(2000)
    attempt = room.start(invoice)
    with room.database.transaction() as connection:
        doubt = {
            "state": "unknown",
            "claimed_at": AT,
            "expires_at": AT + timedelta(minutes=5),
            "next_poll_at": AT,
        }
        connection.execute(update(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == attempt).values(**doubt))
    euros = Row("EU1", 3, currency="EUR", reference=invoice.reference)
    states = []
    for number in range(5):
        at = AT + timedelta(days=number)
        day.move_to(at + timedelta(hours=20))
        rows = [euros] if number == 0 else []
        reconcile(write(tmp_path, [*rows, Row(f"X{number}", 10, at=at)], f"{number}.csv", day=at, closing=10))
        states.append(room.attempt(attempt).state)
        if number == 3:
            with room.database.transaction() as connection:
                line = (
                    select(STATEMENT_LINE.c.id).where(STATEMENT_LINE.c.class_ == "currency").scalar_subquery()
                )
                resolved = {"resolved_at": clock.now(), "resolved_by": "moussa"}
                connection.execute(
                    update(STATEMENT_LINE).where(STATEMENT_LINE.c.id == line).values(**resolved)
                )
    assert states == ["unknown", "unknown", "unknown", "unknown", "failed"]
