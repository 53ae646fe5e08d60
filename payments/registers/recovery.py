"""Etat de recouvrement: what was asked for, what came of it and what is left, by budget line.

The column of what was foreseen is the budget's, which is not kept here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from payments.registers.reading import stream

_RECOVERY = text("""
WITH asked AS (
    SELECT regie, revenue_line, sum(amount_xof) AS issued, count(*) AS invoices,
           coalesce(sum(amount_xof - paid_xof)
                    FILTER (WHERE state IN ('cancelled', 'expired')), 0) AS cancelled
    FROM invoice WHERE exercice = :exercice AND (CAST(:regie AS text) IS NULL OR regie = :regie)
    GROUP BY 1, 2
), came AS (
    SELECT j.regie, e.revenue_line, -sum(e.amount_xof) AS collected
    FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
    WHERE e.revenue_line IS NOT NULL AND j.exercice = :exercice
      AND (CAST(:regie AS text) IS NULL OR j.regie = :regie)
    GROUP BY 1, 2
)
SELECT regie, revenue_line, coalesce(invoices, 0) AS invoices,
       CAST(coalesce(issued, 0) AS bigint) AS issued_xof,
       CAST(coalesce(cancelled, 0) AS bigint) AS cancelled_xof,
       CAST(coalesce(collected, 0) AS bigint) AS collected_xof,
       CAST(coalesce(issued, 0) - coalesce(cancelled, 0) - coalesce(collected, 0) AS bigint) AS left_xof
FROM asked FULL JOIN came USING (regie, revenue_line) ORDER BY 1, 2
""")


@dataclass(frozen=True, slots=True)
class Recovery:
    """``issued`` (emis) less ``cancelled`` less ``collected`` (recouvre) is ``left`` (reste a recouvrer)."""

    regie: str | None
    revenue_line: str
    invoices: int
    issued_xof: int
    cancelled_xof: int
    collected_xof: int
    left_xof: int


def recovery(connection: Connection, exercice: int, regie: str | None = None) -> Iterator[Recovery]:
    """One row a regie and line of the exercice, with the lines that were only asked for or only paid."""
    return stream(connection, Recovery, _RECOVERY, {"exercice": exercice, "regie": regie})
