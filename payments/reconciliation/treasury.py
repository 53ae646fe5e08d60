"""The third side: what an operator says it paid over against what the Treasury saw arrive."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, text, update

from catalogue.accounting_plan import Accounting
from kernel import clock
from payments import ledger
from payments.ledger import Line
from payments.reconciliation.tables import STATEMENT_FILE, STATEMENT_LINE

# A transfer between a bank and the Treasury takes one to three working days, five over a long weekend.
WITHIN = timedelta(days=5)
AT_ONCE_MAX = 500
BY = "statement"

# A payout and a credit.
Pair = tuple[Row[Any], Row[Any]]

_DAYS = text("""
WITH ours AS (
    SELECT CAST(received_at AT TIME ZONE :zone AS date) AS day, sum(amount_xof) AS francs
    FROM money_receipt WHERE rail = ANY (CAST(:rails AS text[])) AND country = :country
      AND disposition <> 'reversed' AND received_at >= :start AND received_at < :stop GROUP BY 1
), said AS (
    SELECT CAST(at AT TIME ZONE :zone AS date) AS day,
           sum(amount_xof) FILTER (WHERE kind IN ('payment', 'reversal')) AS francs,
           sum(fee_xof) + coalesce(-sum(amount_xof) FILTER (WHERE kind = 'fee'), 0) AS fees,
           -sum(amount_xof) FILTER (WHERE kind = 'payout') AS paid,
           -sum(amount_xof) FILTER (WHERE kind = 'payout' AND pair_id IS NOT NULL) AS arrived
    FROM statement_line WHERE book = :book AND class NOT IN ('duplicate', 'known')
      AND at >= :start AND at < :stop GROUP BY 1
)
SELECT day, coalesce(ours.francs, 0) AS ours_xof, coalesce(said.francs, 0) AS operator_xof,
       coalesce(said.fees, 0) AS fees_xof, coalesce(said.paid, 0) AS paid_over_xof,
       coalesce(said.arrived, 0) AS treasury_xof
FROM ours FULL JOIN said USING (day) ORDER BY day
""")


@dataclass(frozen=True, slots=True)
class Day:
    """Francs of one day: our receipts, the operator's word, what it kept, paid over, and what arrived of that."""

    day: date
    ours_xof: int
    operator_xof: int
    fees_xof: int
    paid_over_xof: int
    treasury_xof: int

    @property
    def agrees(self) -> bool:
        """Whether all three say the same."""
        return self.ours_xof == self.operator_xof and self.paid_over_xof == self.treasury_xof


def pair(connection: Connection, accounting: Accounting, country: str, at: datetime) -> int:
    """Bring payouts and the Treasury's credits together, post each pair once; how many.

    By the payout's id in the credit's reference, else by amount within five days. What fits two, whichever of both
    sides has the two, is posted to no operator's account by chance: it stays open until a person explains it.
    """
    payouts, credits_ = _open(connection, country, "payout"), _open(connection, country, "credit")
    found = _alone(
        [(payout, credit) for payout, credit in _fitting(payouts, credits_) if _names(credit, payout)]
    )
    paired = {line.id for pair_ in found for line in pair_}
    named = {payout.operator_id for payout in payouts}
    found += _alone([
        (payout, credit)
        for payout, credit in _fitting(payouts, credits_)
        if credit.reference not in named and not {payout.id, credit.id} & paired
    ])  # fmt: skip
    for payout, credit in found:
        _pair(connection, accounting, country, payout, credit, at)
    return len(found)


def days(
    connection: Connection,
    *,
    book: str,
    rails: tuple[str, ...],
    country: str,
    start: datetime,
    stop: datetime,
) -> Iterator[Day]:
    """Three ways, day by day on the country's clock."""
    values = {
        "book": book, "rails": list(rails), "country": country, "start": start, "stop": stop,
        "zone": clock.ZONES[country].key,
    }  # fmt: skip
    for row in connection.execute(_DAYS, values):
        yield Day(row.day, *(int(value) for value in row[1:]))


def _open(connection: Connection, country: str, kind: str) -> list[Row[Any]]:
    line = STATEMENT_LINE.c
    return list(
        connection.execute(
            select(STATEMENT_LINE)
            .join(STATEMENT_FILE, STATEMENT_FILE.c.id == line.file_id)
            .where(STATEMENT_FILE.c.country == country, line.class_ == kind, line.resolved_at.is_(None))
            .order_by(line.at)
            .limit(AT_ONCE_MAX)
        )
    )


def _fitting(payouts: Sequence[Row[Any]], credits_: Sequence[Row[Any]]) -> Iterator[Pair]:
    """Of the same amount, and at the right time."""
    by_amount: dict[int, list[Row[Any]]] = {}
    for credit in credits_:
        by_amount.setdefault(credit.amount_xof, []).append(credit)
    for payout in payouts:
        for credit in by_amount.get(-payout.amount_xof, ()):
            # The Treasury writes a day without an hour, so that a credit may stand before its payout.
            if timedelta(days=-1) <= credit.at - payout.at <= WITHIN:
                yield payout, credit


def _names(credit: Row[Any], payout: Row[Any]) -> bool:
    return bool(credit.reference == payout.operator_id)


def _alone(pairs: Sequence[Pair]) -> list[Pair]:
    """Those of which neither half stands in another pair."""
    times = Counter(line.id for pair_ in pairs for line in pair_)
    return [pair_ for pair_ in pairs if all(times[line.id] == 1 for line in pair_)]


def _pair(
    connection: Connection,
    accounting: Accounting,
    country: str,
    payout: Row[Any],
    credit: Row[Any],
    at: datetime,
) -> None:
    day = clock.local_day(country, credit.at)
    ledger.post(
        connection, kind="payout", idem_key=f"payout:{payout.id}", occurred_at=credit.at,
        lines=[
            Line(accounting.account(country, "treasury", day), credit.amount_xof),
            Line(accounting.account(country, "operator", day, payout.rail), -credit.amount_xof),
        ],
        rail=payout.rail, operator_ref=payout.operator_id,
    )  # fmt: skip
    for one, other in ((payout, credit), (credit, payout)):
        connection.execute(
            update(STATEMENT_LINE)
            .where(STATEMENT_LINE.c.id == one.id)
            .values(pair_id=other.id, resolved_at=at, resolved_by=BY)
        )
