"""Posting: double entry or nothing, once for a key, and never changed afterwards."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from kernel.database import Database
from payments import ledger
from payments.ledger import Line, PostingRefused
from payments.ledger.line import check
from tests.payments.ledger.postings import AT, LINES, OPERATOR, REVENUE, receive

TABLES = ("ledger_journal", "ledger_entry", "ledger_seal", "ledger_snapshot")


def entries(database: Database) -> list[tuple[int, str, int, str | None, str | None]]:
    query = text(
        "SELECT journal_id, account, amount_xof, revenue_line, beneficiary FROM ledger_entry ORDER BY 1, line"
    )
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_posting_writes_its_lines_in_order(database: Database) -> None:
    with database.transaction() as connection:
        journal_id = receive(connection, "settlement:1")
    assert entries(database) == [
        (journal_id, line.account, line.amount_xof, line.revenue_line, line.beneficiary) for line in LINES
    ]


def test_the_same_key_again_posts_nothing(database: Database) -> None:
    with database.transaction() as connection:
        first = receive(connection, "settlement:1")
    with database.transaction() as connection:
        assert receive(connection, "settlement:1") == first
        assert receive(connection, "settlement:2") != first
    assert len(entries(database)) == 2 * len(LINES)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(OPERATOR, 1900),),
        (Line(OPERATOR, 1900), Line(REVENUE, -1899)),
        (Line(OPERATOR, 0), Line(REVENUE, 0)),
        (Line(OPERATOR, True), Line(REVENUE, -1)),
        (Line("", 1), Line(REVENUE, -1)),
        (Line("a" * 61, 1), Line(REVENUE, -1)),
        (Line(OPERATOR, 10**12 + 1), Line(REVENUE, -(10**12) - 1)),
        (Line(OPERATOR, 20), *[Line(REVENUE, -1)] * 20),
    ],
    ids=["none", "one", "unbalanced", "zero", "bool", "no account", "long account", "too much", "too many"],
)
def test_what_is_not_double_entry_is_refused(database: Database, lines: tuple[Line, ...]) -> None:
    with database.transaction() as connection, pytest.raises(PostingRefused):
        receive(connection, "settlement:1", lines)
    assert entries(database) == []


@given(st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=1, max_size=18))
def test_any_lines_that_sum_to_zero_pass_and_one_franc_more_does_not(amounts: list[int]) -> None:
    balancing = -sum(amounts)
    lines = [Line("a", amount) for amount in amounts]
    if balancing:
        check([*lines, Line("b", balancing)])
    with pytest.raises(PostingRefused):
        check([*lines, Line("b", balancing + 1)])


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("UPDATE ledger_entry SET amount_xof = 1700 WHERE line = 1", "append-only"),
        ("DELETE FROM ledger_entry WHERE line = 1", "append-only"),
        ("UPDATE ledger_journal SET kind = 'x'", "append-only"),
        ("INSERT INTO ledger_entry VALUES (:id, 5, 'a', 1)", "belongs to no journal row"),
        ("INSERT INTO ledger_entry VALUES (99, 1, 'a', 1)", "belongs to no journal row"),
        ("INSERT INTO ledger_entry VALUES (:id, 1, 'a', 1)", "pk_ledger_entry"),
    ],
    ids=["entry changed", "entry removed", "row changed", "line added", "line of no row", "line replaced"],
)
def test_the_database_refuses_to_change_history(database: Database, sql: str, reason: str) -> None:
    with database.transaction() as connection:
        journal_id = receive(connection, "settlement:1")
    with pytest.raises(DBAPIError, match=reason), database.transaction() as connection:
        connection.execute(text(sql), {"id": journal_id} if ":id" in sql else {})


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_empty_a_table(database: Database, table: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), database.transaction() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize(
    "amounts", [(), (5,), (5, -4), (5, -5, 1)], ids=["no line", "one line", "unbalanced", "a line too many"]
)
def test_the_database_refuses_a_row_out_of_balance_at_commit(
    database: Database, amounts: tuple[int, ...]
) -> None:
    with pytest.raises(IntegrityError), database.transaction() as connection:
        _write(connection, amounts)


def test_revenue_without_its_regie_is_refused(database: Database) -> None:
    missing: tuple[dict[str, Any], ...] = ({"regie": None}, {"exercice": None})
    for said in missing:
        with database.transaction() as connection, pytest.raises(PostingRefused, match="regie"):
            receive(connection, "settlement:1", **said)


def test_a_rolled_back_posting_can_be_posted_again(database: Database) -> None:
    with database.engine.connect() as connection:
        receive(connection, "settlement:1")
        connection.rollback()
    with database.transaction() as connection:
        receive(connection, "settlement:1")
        assert ledger.balance(connection, OPERATOR) == 1900


def test_a_posting_keeps_what_the_registers_show(database: Database) -> None:
    said: dict[str, Any] = {
        "regie": "ml-sikasso",
        "exercice": 2026,
        "rail": "mtn",
        "operator_ref": "23503452",
        "receipt_id": 7,
    }
    with database.transaction() as connection:
        receive(connection, "settlement:1", **said)
        row = connection.execute(text("SELECT * FROM ledger_journal")).one()
    assert (row.regie, row.exercice, row.rail, row.operator_ref, row.receipt_id) == (
        "ml-sikasso", 2026, "mtn", "23503452", "7",
    )  # fmt: skip
    assert row.occurred_at == AT


def _write(connection: Connection, amounts: tuple[int, ...]) -> None:
    """A row that says it has two lines, and these."""
    connection.execute(
        text(
            "INSERT INTO ledger_journal (kind, idem_key, occurred_at, recorded_at, lines) "
            "VALUES ('x', 'k', now(), now(), 2)"
        )
    )
    for line, amount in enumerate(amounts, 1):
        connection.execute(
            text(
                "INSERT INTO ledger_entry (journal_id, line, account, amount_xof) "
                "SELECT id, :line, 'a', :amount FROM ledger_journal"
            ),
            {"line": line, "amount": amount},
        )
