"""Reversal: the only correction there is, whole, once, with the same split."""

import pytest
from sqlalchemy import text

from kernel.database import Database
from payments import ledger
from payments.ledger import AlreadyReversed, PostingRefused
from tests.payments.ledger.postings import AT, LINES, OPERATOR, REVENUE, receive


def reverse(database: Database, journal_id: int, key: str = "reversal:1", reason: str = "double") -> int:
    with database.transaction() as connection:
        return ledger.reverse(connection, journal_id, idem_key=key, occurred_at=AT, reason=reason)


@pytest.fixture
def posted(database: Database) -> int:
    with database.transaction() as connection:
        return receive(connection, "settlement:1", regie="ml-sikasso", exercice=2026)


def test_a_reversal_gives_the_same_split_back(database: Database, posted: int) -> None:
    reversal = reverse(database, posted)
    with database.transaction() as connection:
        rows = connection.execute(
            text(
                "SELECT account, amount_xof, revenue_line, beneficiary FROM ledger_entry "
                "WHERE journal_id = :id ORDER BY line"
            ),
            {"id": reversal},
        )
        assert [tuple(row) for row in rows] == [
            (line.account, -line.amount_xof, line.revenue_line, line.beneficiary) for line in LINES
        ]
        assert ledger.balance(connection, OPERATOR) == ledger.balance(connection, REVENUE) == 0


def test_a_row_is_reversed_once(database: Database, posted: int) -> None:
    first = reverse(database, posted)
    assert reverse(database, posted) == first
    with pytest.raises(AlreadyReversed):
        reverse(database, posted, "reversal:2")


def test_a_reversal_keeps_the_regie_and_says_why(database: Database, posted: int) -> None:
    reverse(database, posted, reason="paid twice")
    with database.transaction() as connection:
        row = connection.execute(text("SELECT * FROM ledger_journal WHERE reverses_id IS NOT NULL")).one()
    assert (row.reverses_id, row.regie, row.exercice, row.reason, row.kind) == (
        posted, "ml-sikasso", 2026, "paid twice", "reversal",
    )  # fmt: skip


def test_what_cannot_be_reversed_is_refused(database: Database, posted: int) -> None:
    reversal = reverse(database, posted)
    with pytest.raises(PostingRefused, match="not reversed"):
        reverse(database, reversal, "reversal:2")
    with pytest.raises(LookupError):
        reverse(database, 999, "reversal:3")
    with pytest.raises(PostingRefused, match="reason"):
        reverse(database, posted, "reversal:4", reason="")
    with pytest.raises(PostingRefused, match="another row"):
        reverse(database, posted, "settlement:1")
