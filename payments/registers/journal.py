"""The journal: every entry in the order of time. From it alone the other registers can be made again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from payments.registers.period import Period
from payments.registers.reading import stream

# A quittance belongs to the posting that paid the invoice in full, and is shown at its reversal too.
_JOURNAL = text("""
SELECT j.id AS journal_id, j.occurred_at, j.kind, j.regie, j.exercice, j.rail, j.operator_ref, j.reverses_id,
       e.line, e.account, greatest(e.amount_xof, 0) AS debit_xof, greatest(-e.amount_xof, 0) AS credit_xof,
       e.revenue_line, e.beneficiary, q.number AS quittance
FROM ledger_journal j
JOIN ledger_entry e ON e.journal_id = j.id
LEFT JOIN quittance q ON q.journal_id = coalesce(j.reverses_id, j.id)
WHERE j.occurred_at >= :start AND j.occurred_at < :stop AND (CAST(:regie AS text) IS NULL OR j.regie = :regie)
ORDER BY j.occurred_at, j.id, e.line
""")


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line. A reversal is a row of its own, with debit and credit exchanged."""

    journal_id: int
    occurred_at: datetime
    kind: str
    regie: str | None
    exercice: int | None
    rail: str | None
    operator_ref: str | None
    reverses_id: int | None
    line: int
    account: str
    debit_xof: int
    credit_xof: int
    revenue_line: str | None
    beneficiary: str | None
    quittance: int | None


def journal(connection: Connection, period: Period, regie: str | None = None) -> Iterator[JournalEntry]:
    """Every entry of ``period``, of one regie or of all."""
    start, stop = period.bounds
    return stream(connection, JournalEntry, _JOURNAL, {"start": start, "stop": stop, "regie": regie})
