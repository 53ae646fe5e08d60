"""The registers: all follow from the journal, agree to the franc, and cut the day where the regie is."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import Connection, text

from kernel.crypto import Keyring
from kernel.database import Database
from payments import quittances, registers
from payments.registers import Period, recovery, takings
from tests.payments.registers.books import ACCOUNTING, START, keep

YEAR = registers.exercice(2026, "ML")


@pytest.fixture
def books(database: Database, keyring: Keyring) -> Database:
    with database.transaction() as connection:
        keep(connection, keyring)
    return database


def collected(connection: Connection, period: Period, regie: str | None = None) -> dict[str, int]:
    return {
        f"{row.regie} {row.revenue_line}": row.collected_xof
        for row in registers.by_line(connection, period, regie)
    }


def test_the_journal_balances_and_names_the_quittance(books: Database) -> None:
    with books.transaction() as connection:
        entries = list(registers.journal(connection, YEAR))
    assert sum(entry.debit_xof for entry in entries) == sum(entry.credit_xof for entry in entries)
    assert [entry.occurred_at for entry in entries] == sorted(entry.occurred_at for entry in entries)
    shown = {(entry.kind, entry.regie): entry.quittance for entry in entries}
    assert shown["reversal", "ml-sikasso"] == 3
    assert shown["suspense", None] is None


@pytest.mark.parametrize("regie", [None, "ml-sikasso", "ml-bamako-c1", "bj-anip"])
def test_the_journal_the_lines_and_the_shares_agree(books: Database, regie: str | None) -> None:
    with books.transaction() as connection:
        entries = [e for e in registers.journal(connection, YEAR, regie) if e.revenue_line]
        lines = collected(connection, YEAR, regie)
        shares: Counter[str] = Counter()
        for row in registers.by_share(connection, YEAR, regie):
            shares[f"{row.regie} {row.revenue_line}"] += row.share_xof
    assert sum(entry.credit_xof - entry.debit_xof for entry in entries) == sum(lines.values()) > 0
    assert dict(shares) == lines


def test_a_reversal_is_deducted_from_its_line_and_shares(books: Database) -> None:
    with books.transaction() as connection:
        (row,) = (r for r in registers.by_line(connection, YEAR, "ml-sikasso") if r.revenue_line == "ml-tdrl")
        shares = {
            share.beneficiary: share.share_xof
            for share in registers.by_share(connection, YEAR, "ml-sikasso")
            if share.revenue_line == "ml-tdrl"
        }
    assert (row.collected_xof, row.receipts, row.reversals) == (875, 2, 1)
    assert shares == {"commune-sikasso": 700, "cercle-sikasso": 131, "region-sikasso": 44}


def test_a_month_is_cut_where_the_regie_is(books: Database) -> None:
    """23:00 UTC on 31 January is still January in Bamako and already February in Porto-Novo."""
    january = date(2026, 1, 1), date(2026, 1, 31)
    with books.transaction() as connection:
        assert collected(connection, Period(*january, "ML")) == {
            "ml-sikasso ml-tdrl": 875, "bj-anip bj-residence": 2001,
        }  # fmt: skip
        assert collected(connection, Period(*january, "BJ")) == {"ml-sikasso ml-tdrl": 875}


def test_takings_show_the_money_of_operators_with_their_own_numbers(books: Database) -> None:
    with books.transaction() as connection:
        rows = list(takings(connection, YEAR, ACCOUNTING.operator_accounts("ML")))
    assert [(row.rail, row.operator_ref, row.amount_xof) for row in rows] == [
        ("moov", "op-0", 875),
        ("orange_merchant", "op-2", 100),
        ("moov", "op-3", 3000),
        ("moov", "op-4", 875),
        ("moov", "op-4", -875),
        ("moov", "op-x", 500),
    ]


def test_the_grand_livre_carries_its_balance_from_opening_to_closing(books: Database) -> None:
    account = ACCOUNTING.account("ML", "operator", date(2026, 1, 1), "moov")
    february = Period(date(2026, 2, 1), date(2026, 2, 28), "ML")
    with books.transaction() as connection:
        sheet = registers.grand_livre(connection, account, february)
        movements = list(sheet.movements)
    assert (sheet.opening_xof, [m.balance_xof for m in movements], sheet.closing_xof) == (
        875, [3875, 4750, 3875, 4375], 4375,
    )  # fmt: skip


def test_recovery_sets_what_came_against_what_was_asked_for(books: Database) -> None:
    with books.transaction() as connection:
        for number, (amount, state) in enumerate([(1750, "open"), (3000, "cancelled"), (500, "open")]):
            _invoice(connection, number, amount, state)
        rows = {row.revenue_line: row for row in recovery(connection, 2026, "ml-sikasso")}
    tdrl, civil = rows["ml-tdrl"], rows["ml-etat-civil"]
    assert (tdrl.invoices, tdrl.issued_xof, tdrl.cancelled_xof, tdrl.collected_xof, tdrl.left_xof) == (
        3, 5250, 3000, 875, 1375,
    )  # fmt: skip
    assert (civil.invoices, civil.issued_xof, civil.collected_xof, civil.left_xof) == (0, 0, 100, -100)


def test_the_stub_book_shows_every_number_and_the_voided_ones(books: Database) -> None:
    with books.transaction() as connection:
        second = text("SELECT id FROM quittance WHERE regie = 'ml-sikasso' AND number = 2")
        quittances.void(connection, connection.execute(second).scalar_one(), reason="wrong payer", at=START)
        rows = list(registers.stubs(connection, "ml-sikasso", 2026))
    assert [(row.number, row.amount_xof, row.void_reason) for row in rows] == [
        (1, 875, None), (2, 100, "wrong payer"), (3, 875, None),
    ]  # fmt: skip


def test_an_empty_period_has_empty_registers(books: Database) -> None:
    past = Period(date(2025, 1, 1), date(2025, 1, 1), "ML")
    with books.transaction() as connection:
        assert list(registers.journal(connection, past)) == []
        assert list(registers.by_line(connection, past)) == []
        sheet = registers.grand_livre(connection, "nothing", past)
        assert (sheet.opening_xof, list(sheet.movements), sheet.closing_xof) == (0, [], 0)


def _invoice(connection: Connection, number: int, amount: int, state: str) -> None:
    connection.execute(
        text(
            "INSERT INTO invoice (id, reference, subject_kind, subject, service, regie, exercice, "
            "revenue_line, country, payer_index, payer_sealed, label, amount_xof, state, opened_at) "
            "VALUES (gen_random_uuid(), :reference, 'tax', 'x', 11, 'ml-sikasso', 2026, 'ml-tdrl', 'ML', "
            "'x', 'x', 'TDRL', :amount, :state, now())"
        ),
        {"reference": f"{number:012}", "amount": amount, "state": state},
    )
