"""A register of many rows is read page by page, never held whole."""

import tracemalloc

from sqlalchemy import text

from kernel.database import Database
from payments import registers

ROWS = 40_000
YEAR = registers.exercice(2026, "ML")


def test_a_long_journal_is_read_in_constant_memory(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("SET LOCAL statement_timeout = '60s'"))
        connection.execute(
            text(
                "WITH j AS (INSERT INTO ledger_journal (kind, idem_key, occurred_at, recorded_at, lines) "
                "SELECT 'x', n, '2026-02-07', now(), 2 FROM generate_series(1, :rows) AS n RETURNING id) "
                "INSERT INTO ledger_entry (journal_id, line, account, amount_xof) "
                "SELECT id, line, 'a', 3 - 2 * line FROM j, generate_series(1, 2) AS line"
            ).columns(),
            {"rows": ROWS // 2},
        )
    with database.transaction() as connection:
        tracemalloc.start()
        count = sum(1 for _ in registers.journal(connection, YEAR))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == ROWS
    # Held whole, the rows alone take over 20 MB.
    assert peak < 4 * 1024 * 1024
