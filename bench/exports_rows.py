"""Journal rows written directly, four lines each as a receipt for three beneficiaries has. Posts nothing."""

from collections.abc import Callable

import psycopg

LINES_EACH = 4
AT_ONCE = 50_000
# Two weeks of one regie, so that the period of an address holds them all.
ROWS = """
WITH made AS (
  INSERT INTO ledger_journal (kind, idem_key, occurred_at, recorded_at, lines, regie, exercice, rail, operator_ref)
  SELECT 'settlement', 'bench:' || n, timestamptz '2026-02-02' + n * interval '1200000 seconds' / %(count)s, now(), 4,
         %(regie)s, 2026, 'orange', 'MP260202.' || lpad(n::text, 7, '0') || '.A' || n %% 97
  FROM generate_series(%(first)s::int, %(last)s::int) n RETURNING id
)
INSERT INTO ledger_entry (journal_id, line, account, amount_xof, revenue_line, beneficiary)
SELECT id, line, account, amount, revenue, beneficiary FROM made, (VALUES
  (1, 'FICTIF-ML-581', 1900, NULL, NULL), (2, 'FICTIF-ML-711', -1520, 'ml-tdrl', 'commune-sikasso'),
  (3, 'FICTIF-ML-711', -285, 'ml-tdrl', 'cercle-sikasso'), (4, 'FICTIF-ML-711', -95, 'ml-tdrl', 'region-sikasso')
) AS part (line, account, amount, revenue, beneficiary)
"""


def write(url: str, rows: int, regie: str, told: Callable[[int], None]) -> None:
    """``rows`` lines of the journal."""
    journals = rows // LINES_EACH
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for first in range(1, journals + 1, AT_ONCE):
            last = min(first + AT_ONCE - 1, journals)
            connection.execute(ROWS, {"first": first, "last": last, "count": journals, "regie": regie})
            told(last * LINES_EACH)
        connection.execute("VACUUM (ANALYZE) ledger_journal, ledger_entry")
