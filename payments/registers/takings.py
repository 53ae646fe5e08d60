"""Etat des encaissements electroniques: the money that operators hold for the regie, receipt by receipt.

It takes the place of the cash book: the money was never in the receiver's box.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from payments.registers.period import Period
from payments.registers.reading import stream

_TAKINGS = text("""
SELECT j.id AS journal_id, j.occurred_at, j.kind, j.regie, j.rail, j.operator_ref, e.account, e.amount_xof,
       q.number AS quittance
FROM ledger_journal j
JOIN ledger_entry e ON e.journal_id = j.id AND e.account = ANY (CAST(:accounts AS text[]))
LEFT JOIN quittance q ON q.journal_id = coalesce(j.reverses_id, j.id)
WHERE j.occurred_at >= :start AND j.occurred_at < :stop AND (CAST(:regie AS text) IS NULL OR j.regie = :regie)
ORDER BY j.occurred_at, j.id, e.line
""")


@dataclass(frozen=True, slots=True)
class Taking:
    """Money on an operator's account: above zero when it came, below when it went (paid over, reversed)."""

    journal_id: int
    occurred_at: datetime
    kind: str
    regie: str | None
    rail: str | None
    operator_ref: str | None
    account: str
    amount_xof: int
    quittance: int | None


def takings(
    connection: Connection, period: Period, accounts: Collection[str], regie: str | None = None
) -> Iterator[Taking]:
    """The movements of ``accounts`` (the operators' of the chart: ``Accounting.operator_accounts``)."""
    start, stop = period.bounds
    values = {"start": start, "stop": stop, "regie": regie, "accounts": list(accounts)}
    return stream(connection, Taking, _TAKINGS, values)
