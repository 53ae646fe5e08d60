"""Which open invoices a payment without a reference may be for, with a score and why. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

# Points of a hundred: who paid says more than how much, since fees are round sums that many owe.
POINTS: Mapping[str, int] = {"payer": 50, "amount": 30, "attempt": 15, "recent": 5}
# An invoice opened a quarter before is paid by its reference, not by chance.
WINDOW = timedelta(days=90)
RECENT = timedelta(hours=24)
SKEW = timedelta(minutes=15)
CANDIDATES_MAX = 20

_QUERY = text("""
SELECT i.id AS invoice_id, i.reference, i.label, i.regie, i.amount_xof - i.paid_xof AS due_xof, i.opened_at,
       coalesce(i.payer_index = r.payer_index, false) AS payer,
       i.amount_xof - i.paid_xof = r.amount_xof AS amount,
       EXISTS (SELECT FROM payment_attempt a WHERE a.invoice_id = i.id AND a.rail = r.rail
               AND a.amount_xof = r.amount_xof
               AND a.created_at BETWEEN r.received_at - CAST(:recent AS interval)
                                    AND r.received_at + CAST(:skew AS interval)) AS attempt,
       i.opened_at >= r.received_at - CAST(:recent AS interval) AS recent
FROM money_receipt r JOIN invoice i
  ON i.state = 'open' AND i.country = r.country
 AND i.opened_at BETWEEN r.received_at - CAST(:window AS interval) AND r.received_at + CAST(:skew AS interval)
 AND (i.payer_index = r.payer_index OR i.amount_xof - i.paid_xof = r.amount_xof)
WHERE r.id = CAST(:receipt_id AS uuid)
ORDER BY (i.payer_index = r.payer_index) DESC NULLS LAST, abs(i.amount_xof - i.paid_xof - r.amount_xof),
         i.opened_at DESC LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``reasons`` are keys of POINTS, their points add up to ``score``."""

    invoice_id: str
    reference: str
    label: str
    regie: str
    due_xof: int
    score: int
    reasons: tuple[str, ...]


def candidates(connection: Connection, receipt_id: str) -> list[Candidate]:
    """At most 20, the likeliest first; none for money that is not known."""
    values = {
        "receipt_id": receipt_id,
        "recent": RECENT,
        "skew": SKEW,
        "window": WINDOW,
        "limit": CANDIDATES_MAX,
    }
    found = [_candidate(row) for row in connection.execute(_QUERY, values)]
    return sorted(found, key=lambda candidate: -candidate.score)


def sole(found: Sequence[Candidate]) -> Candidate | None:
    """The one that this payer owes to the franc; None for none, or for two."""
    fitting = [each for each in found if {"payer", "amount"} <= set(each.reasons)]
    return fitting[0] if len(fitting) == 1 else None


def _candidate(row: Row[Any]) -> Candidate:
    reasons = tuple(name for name in POINTS if getattr(row, name))
    score = sum(POINTS[name] for name in reasons)
    return Candidate(str(row.invoice_id), row.reference, row.label, row.regie, row.due_xof, score, reasons)
