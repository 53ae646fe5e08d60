"""A statement with every class of line comes out to the franc; fault row 32."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Connection, func, select, update

from kernel import clock
from payments.reconciliation import differences, explaining, resolving
from payments.reconciliation.refused import StatementRefused
from payments.reconciliation.report import Report
from payments.reconciliation.tables import STATEMENT_LINE
from payments.refunds import asking
from payments.refunds.tables import REFUND
from payments.tables import PAYMENT_ATTEMPT
from tests.cast import AWA
from tests.payments.counter import AT, ML, Counter, broken
from tests.payments.desk.paid import (
    CREDIT,
    FEE,
    OPERATOR,
    REVENUE,
    SUSPENSE,
    TREASURY,
    balance,
    invoice_state,
    pay,
)
from tests.payments.desk.statements import Row, write

pytestmark = pytest.mark.usefixtures("day")
Import = Callable[..., Report]


def classes(report: Report) -> dict[str, tuple[int, int]]:
    return {tally.class_: (tally.count, tally.amount_xof) for tally in report.tallies}


def test_every_class_of_line_in_one_file(
    room: Counter, reconcile: Import, tmp_path: Path, day: time_machine.Traveller
) -> None:
    for operator_id, francs in (("SAME", 2000), ("LESS", 3000), ("GONE", 500), ("BACK", 700)):
        pay(room, operator_id, francs)
    rows = [
        Row("SAME", 2000, fee_xof=20),
        Row("LESS", 2900),
        Row("NEW", 1234),
        Row("SAME", 2000, fee_xof=20),
        Row("BACK", 700),
        Row("BACK", -700, "reversal"),
        Row("FEE1", -55, "fee"),
        Row("OUT1", -1000, "payout"),
        Row("ODD1", 5, "Cadeau"),
    ]
    day.shift(timedelta(hours=8))
    report = reconcile(write(tmp_path, rows, opening=10_000))
    assert classes(report) == {
        "matched": (2, 2700), "amount": (1, 2900), "ours_only": (1, 500), "theirs_only": (1, 1234),
        "duplicate": (1, 2000), "reversed": (1, -700), "fee": (1, -55), "payout": (1, -1000), "unknown": (1, 5),
    }  # fmt: skip
    assert (report.gap_xof, report.agrees) == (0, False)
    # Received 2000 + 3000 + 500 + 1234, the 700 came and went, 75 were kept; nothing was mended by itself.
    assert balance(room, OPERATOR) == 2000 + 3000 + 500 + 1234 - 75
    assert balance(room, FEE) == 75
    assert balance(room, SUSPENSE) == -1234
    assert balance(room, REVENUE) == -(2000 + 3000 + 500)
    assert broken(room) == {}


def test_a_day_without_a_difference_agrees(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    pay(room, "A", 2000)
    pay(room, "B", 1500)
    report = reconcile(write(tmp_path, [Row("A", 2000), Row("B", 1500)]))
    assert (report.agrees, report.differences, report.open, report.gap_xof) == (True, 0, 0, 0)


def test_a_closing_balance_that_does_not_follow_is_a_difference(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    pay(room, "A", 2000)
    report = reconcile(write(tmp_path, [Row("A", 2000)], opening=100, closing=2101))
    assert (report.gap_xof, report.agrees) == (1, False)


def test_the_same_file_again_changes_nothing(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    first = reconcile(write(tmp_path, [Row("NEW", 1234, fee_xof=12)]))
    before = (balance(room, OPERATOR), balance(room, FEE), len(room.receipts()))
    again = reconcile(write(tmp_path, [Row("NEW", 1234, fee_xof=12)], "copy.csv"))
    assert (first.new, again.new, again.file_id) == (True, False, first.file_id)
    assert (balance(room, OPERATOR), balance(room, FEE), len(room.receipts())) == before
    # What was only unknown is known now.
    assert (first.agrees, again.agrees) == (False, True)


def test_a_week_after_its_days_brings_nothing_twice(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    pay(room, "A", 2000)
    reconcile(write(tmp_path, [Row("A", 2000, fee_xof=20)]))
    week = reconcile(write(tmp_path, [Row("A", 2000, fee_xof=20), Row("B", 300)], "week.csv"))
    assert classes(week) == {"theirs_only": (1, 300), "known": (1, 2000)}
    assert balance(room, FEE) == 20


def test_a_killed_import_goes_on_where_it_stopped(
    room: Counter, reconcile: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, [Row("NEW", 1234), Row("TWO", 99)])
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(resolving.Resolver, "run", _killed)
        reconcile(path)
    assert room.receipts() == []
    report = reconcile(path)
    assert report.new
    assert {row.operator_id for row in room.receipts()} == {"NEW", "TWO"}
    with room.database.transaction() as connection:
        assert connection.execute(select(func.count()).select_from(STATEMENT_LINE)).scalar_one() == 2


@pytest.mark.parametrize(
    ("rail", "country"),
    [("moov", "ML"), ("gsma", "BJ")],
    ids=["another country", "another operator"],
)
def test_a_killed_import_goes_on_in_its_own_book_only(
    room: Counter, reconcile: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rail: str, country: str
) -> None:  # fmt: skip
    """Its lines would go on under the other's clock, rails and accounts, in the book of the first."""
    path = tmp_path / "both.csv"
    path.write_text(
        "DATE;OPERATION;REFERENCE MOOV;EXTERNALDATA1;MSISDN;MONTANT;FRAIS;SOLDE;"
        "Date;Opération;Transaction;Référence demandeur;Compte débité;Montant;Frais;Solde\n"
        + "07/02/2026 15:06:00;Paiement marchand;9001;;;700;0;;"
        * 2,
        encoding="utf-8",
    )
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(resolving.Resolver, "run", _killed)
        reconcile(path, "moov", "BJ")
    with pytest.raises(StatementRefused, match="moov:BJ") as refused:
        reconcile(path, rail, country)
    assert (refused.value.reason_code, room.receipts()) == ("begun", [])
    report = reconcile(path, "moov", "BJ")
    assert (report.new, report.book) == (True, "moov:BJ")
    assert [(row.rail, row.country) for row in room.receipts()] == [("moov", "BJ")]
    assert not reconcile(path, "moov", "BJ").new


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_attempt_in_doubt_succeeds_by_its_line(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    invoice = room.invoice(2000)
    attempt = room.start(invoice)
    _doubt(room, attempt)
    reconcile(write(tmp_path, [Row("LATE", 2000, reference=invoice.reference)]))
    assert room.attempt(attempt).state == "succeeded"
    assert invoice_state(room, invoice.id) == ("paid", 2000)
    assert len(room.news("invoice.paid")) == 1


def test_an_attempt_in_doubt_fails_only_when_whole_days_are_without_it(
    room: Counter, reconcile: Import, tmp_path: Path, day: time_machine.Traveller
) -> None:
    attempt = room.start(room.invoice(2000))
    _doubt(room, attempt)
    states = []
    for number in range(3):
        at = AT + timedelta(days=number)
        day.move_to(at + timedelta(hours=20))
        reconcile(write(tmp_path, [Row(f"X{number}", 10, at=at)], f"{number}.csv", day=at))
        states.append(room.attempt(attempt).state)
    assert states == ["unknown", "unknown", "failed"]


def test_a_statement_that_was_not_read_to_its_end_proves_no_absence(
    room: Counter,
    reconcile: Import,
    tmp_path: Path,
    day: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invoice = room.invoice(2000)
    attempt = room.start(invoice)
    _doubt(room, attempt)
    first = write(tmp_path, [Row("LATE", 2000, reference=invoice.reference)])
    day.move_to(AT + timedelta(hours=20))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(resolving.Resolver, "run", _killed)
        reconcile(first)
    for number in (1, 2):
        at = AT + timedelta(days=number)
        day.move_to(at + timedelta(hours=20))
        reconcile(write(tmp_path, [Row(f"X{number}", 10, at=at)], f"{number}.csv", day=at))
    assert room.attempt(attempt).state == "unknown"
    reconcile(first)
    assert room.attempt(attempt).state == "succeeded"


def _doubt(room: Counter, attempt: str) -> None:
    with room.database.transaction() as connection:
        connection.execute(
            update(PAYMENT_ATTEMPT)
            .where(PAYMENT_ATTEMPT.c.id == attempt)
            .values(state="unknown", claimed_at=AT, expires_at=AT + timedelta(minutes=5), next_poll_at=AT)
        )


def test_a_reversal_on_the_statement_takes_the_payment_back(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    receipt = pay(room, "A", 2000)
    reconcile(write(tmp_path, [Row("A", 2000), Row("A", -2000, "reversal")]))
    assert invoice_state(room, receipt.invoice_id) == ("open", 0)
    assert (balance(room, OPERATOR), balance(room, REVENUE)) == (0, 0)
    assert len(room.news("payment.reversed")) == 1


@pytest.mark.parametrize(
    ("francs", "referenced", "taken"),
    [
        ({"orange": 2000, "orange_merchant": 2000}, False, "orange_merchant"),
        ({"orange": 2000, "orange_merchant": 2000}, True, "orange"),
        ({"orange": 2000, "orange_merchant": 1900}, False, "orange"),
        ({"orange": 1900, "orange_merchant": 1900}, False, None),
    ],
    ids=["a code has no reference", "the web has one", "of this amount", "of none"],
)
def test_of_two_rails_with_one_id_the_statement_takes_back_the_one_it_means(
    room: Counter,
    reconcile: Import,
    tmp_path: Path,
    francs: dict[str, int],
    referenced: bool,
    taken: str | None,
) -> None:
    reference = room.invoice(2000, **ML).reference if referenced else ""
    for rail, amount in francs.items():
        room.receive("MP9", amount, rail=rail, country="ML")
    path = tmp_path / "orange.csv"
    path.write_text(
        "Date;Libellé;Heure;Référence;Numéro client;N° commande;Crédit;Débit;Commission;Solde\r\n"
        f"07/02/2026;Annulation;14:06:00;MP9;70000001;{reference};;2000;0;\r\n",
        encoding="cp1252",
    )
    report = reconcile(path, "orange")
    assert [tally.open for tally in report.tallies if tally.class_ == "reversed"] == [0 if taken else 1]
    gone = [row.rail for row in room.receipts() if row.disposition == "reversed"]
    assert gone == ([taken] if taken else [])


def test_a_refund_whose_answer_was_lost_is_done_by_its_line(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    receipt = pay(room, "A", 2000)
    with room.database.transaction() as connection:
        refund = asking.ask(connection, receipt_id=receipt.id, amount_xof=2000, cause="c", reason="doublon",
                            by="awa", at=clock.now())  # fmt: skip
        asking.approve(connection, refund, by="moussa", at=clock.now())
        _unknown(connection, refund)
    reconcile(write(tmp_path, [Row("A", 2000), Row("R", -2000, "refund")]))
    assert invoice_state(room, receipt.invoice_id) == ("cancelled", 0)
    assert (balance(room, OPERATOR), balance(room, REVENUE), balance(room, CREDIT)) == (0, 0, 0)


def _unknown(connection: Connection, refund: str) -> None:
    connection.execute(update(REFUND).where(REFUND.c.id == refund).values(state="unknown", next_ask_at=AT))


def test_the_treasury_is_the_third_side(room: Counter, reconcile: Import, tmp_path: Path) -> None:
    pay(room, "A", 2000)
    reconcile(write(tmp_path, [Row("A", 2000), Row("OUT1", -1500, "payout")]))
    bank = tmp_path / "bank.csv"
    bank.write_text(
        "Date;Opération;Numéro;Référence;Montant\n09/02/2026;Crédit;B1;OUT1;1 500\n", encoding="cp1252"
    )
    assert reconcile(bank, "treasury", "BJ").agrees
    assert (balance(room, OPERATOR), balance(room, TREASURY)) == (500, 1500)


@pytest.mark.parametrize(
    ("payouts", "credits_", "open_"),
    [
        ([("P1", 1500), ("P2", 1500)], [("B1", "", 1500)], {"P1", "P2", "B1"}),
        ([("P1", 1500)], [("B1", "", 1500), ("B2", "", 1500)], {"P1", "B1", "B2"}),
        ([("P1", 1500), ("P2", 1500)], [("B1", "", 1500), ("B2", "", 1500)], {"P1", "P2", "B1", "B2"}),
        ([("P1", 1500), ("P2", 1500)], [("B1", "P2", 1500)], {"P1"}),
        ([("P1", 1500), ("P2", 1500)], [("B1", "P2", 1500), ("B2", "VIR 12", 1500)], set()),
        ([("P1", 1500), ("P2", 900)], [("B1", "P2", 1500)], {"P1", "P2", "B1"}),
        ([("P1", 1500)], [("B1", "P1", 1500), ("B2", "P1", 1500)], {"P1", "B1", "B2"}),
        ([("P1", 1500), ("P2", 900)], [("B1", "", 900), ("B2", "", 1500)], set()),
    ],
    ids=[
        "one credit, two equal payouts", "one payout, two equal credits", "two and two",
        "the reference tells which", "the reference tells which, the other is the only one left",
        "named for a payout of another amount", "twice the same reference", "each alone",
    ],
)  # fmt: skip
def test_a_credit_of_the_treasury_that_fits_two_payouts_stays_open_for_a_person(
    room: Counter,
    reconcile: Import,
    tmp_path: Path,
    payouts: list[tuple[str, int]],
    credits_: list[tuple[str, str, int]],
    open_: set[str],
) -> None:
    francs = sum(amount for _, amount in payouts)
    pay(room, "A", francs)
    reconcile(
        write(tmp_path, [Row("A", francs), *(Row(name, -amount, "payout") for name, amount in payouts)])
    )
    bank = tmp_path / "bank.csv"
    lines = [f"09/02/2026;Crédit;{name};{reference};{amount}" for name, reference, amount in credits_]
    bank.write_text("\n".join(["Date;Opération;Numéro;Référence;Montant", *lines, ""]), encoding="cp1252")
    reconcile(bank, "treasury", "BJ")
    arrived = sum(amount for name, _, amount in credits_ if name not in open_)
    assert (balance(room, TREASURY), balance(room, OPERATOR)) == (arrived, francs - arrived)
    with room.database.transaction() as connection:
        waiting = {each["operator_id"]: each["id"] for each in differences.list_differences(connection)}
        assert set(waiting) == open_
        for line in waiting.values():
            explaining.explain(connection, why="deux versements", by="awa", at=clock.now(), line_id=int(line))


def test_money_of_a_merchant_code_goes_to_its_own_rail(
    room: Counter, reconcile: Import, tmp_path: Path
) -> None:
    invoice = room.invoice(1900, **ML)
    room.start(invoice, "orange_merchant", phone=AWA)
    path = tmp_path / "orange.csv"
    path.write_text(
        "Date;Libellé;Heure;Référence;Numéro client;N° commande;Crédit;Débit;Commission;Solde\r\n"
        "07/02/2026;Paiement marchand;14:06:00;CO1;70000001;;1\u00a0900;;19;1\u00a0881\r\n",
        encoding="cp1252",
    )
    reconcile(path, "orange_merchant")
    assert [(row.rail, row.disposition) for row in room.receipts()] == [("orange_merchant", "settled")]
    assert invoice_state(room, invoice.id) == ("paid", 1900)


@pytest.mark.parametrize(
    ("minute", "found"), [(0, True), (1, True)], ids=["the last minute of the day", "the next day"]
)
def test_the_days_of_benin_end_an_hour_before_those_of_mali(
    room: Counter, reconcile: Import, tmp_path: Path, minute: int, found: bool
) -> None:
    at = AT.replace(hour=22, minute=59) + timedelta(minutes=minute)
    report = reconcile(write(tmp_path, [Row("A", 10, at=at)]))
    local = clock.local_day("BJ", at)
    assert (clock.local_day("BJ", report.starts_at) <= local) is found
    assert (local.day == 8) is bool(minute)
