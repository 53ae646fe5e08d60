"""Fiche de recettes: what each budget line brought, and how much of it is whose. Reversals are deducted."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from payments.registers.period import Period
from payments.registers.reading import stream

_WHERE = """
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
WHERE j.occurred_at >= :start AND j.occurred_at < :stop AND (CAST(:regie AS text) IS NULL OR j.regie = :regie)
  AND e.revenue_line IS NOT NULL
"""
# Revenue is credited, so that its entries are below zero. A receipt counts once, in however many parts.
_BY_LINE = text(f"""
SELECT j.regie, j.exercice, e.revenue_line, CAST(-sum(e.amount_xof) AS bigint) AS collected_xof,
       count(DISTINCT j.id) FILTER (WHERE j.reverses_id IS NULL) AS receipts,
       count(DISTINCT j.id) FILTER (WHERE j.reverses_id IS NOT NULL) AS reversals
{_WHERE} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
""")
_BY_SHARE = text(f"""
SELECT j.regie, j.exercice, e.revenue_line, e.beneficiary, CAST(-sum(e.amount_xof) AS bigint) AS share_xof
{_WHERE} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
""")


@dataclass(frozen=True, slots=True)
class RevenueOfLine:
    """What one line brought to one regie, net of reversals."""

    regie: str | None
    exercice: int | None
    revenue_line: str
    collected_xof: int
    receipts: int
    reversals: int


@dataclass(frozen=True, slots=True)
class ShareOfLine:
    """The part of one beneficiary (commune, cercle, region ...) in one line."""

    regie: str | None
    exercice: int | None
    revenue_line: str
    beneficiary: str | None
    share_xof: int


def by_line(connection: Connection, period: Period, regie: str | None = None) -> Iterator[RevenueOfLine]:
    """One row a regie, exercice and line."""
    return stream(connection, RevenueOfLine, _BY_LINE, _values(period, regie))


def by_share(connection: Connection, period: Period, regie: str | None = None) -> Iterator[ShareOfLine]:
    """The same, one row a beneficiary: what the district or the cercle will ask for."""
    return stream(connection, ShareOfLine, _BY_SHARE, _values(period, regie))


def _values(period: Period, regie: str | None) -> dict[str, object]:
    start, stop = period.bounds
    return {"start": start, "stop": stop, "regie": regie}
