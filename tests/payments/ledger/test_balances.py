"""Balances: snapshots plus what followed, the same as the sum of every entry."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kernel.database import Database
from payments import ledger
from payments.ledger import Line, chain
from tests.payments.ledger.postings import AT, OPERATOR, receive, sealed


def test_a_balance_counts_sealed_and_waiting_rows(database: Database) -> None:
    with database.transaction() as connection:
        sealed(connection, 3)
        receive(connection, "settlement:waiting")
        assert ledger.balance(connection, OPERATOR) == 4 * 1900
        assert ledger.balance(connection, "nothing") == 0


def test_a_past_balance_leaves_out_what_occurred_since(database: Database) -> None:
    with database.transaction() as connection:
        for day in range(3):
            receive(connection, f"settlement:{day}", occurred_at=AT + timedelta(days=day))
        assert [ledger.balance(connection, OPERATOR, AT + timedelta(days=day)) for day in range(4)] == [
            0, 1900, 3800, 5700,
        ]  # fmt: skip


@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(1, 10**6), st.booleans()),
        max_size=12,
    )
)
def test_snapshots_change_no_balance(
    database: Database, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, str, int, bool]]
) -> None:
    monkeypatch.setattr(chain, "SNAPSHOT_EVERY", 2)
    with database.transaction() as connection:
        start = connection.execute(text("SELECT count(*) FROM ledger_journal")).scalar_one()
        for number, (debit, credit, amount, seal) in enumerate(steps, start):
            receive(connection, f"k{number}", (Line(debit, amount), Line(credit, -amount)))
            if seal:
                ledger.seal_chain(connection)
        for account in "abcxyz":
            total = text("SELECT coalesce(sum(amount_xof), 0) FROM ledger_entry WHERE account = :account")
            assert (
                ledger.balance(connection, account)
                == connection.execute(total, {"account": account}).scalar_one()
            )
