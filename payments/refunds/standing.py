"""What of a receipt still stands in the ledger, account by account: what could go back, and by which lines."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from payments.ledger import Line
from payments.ledger.tables import LEDGER_ENTRY, LEDGER_JOURNAL
from payments.refunds.tables import CREDIT_SPENT, REFUND

_PARTS = text("""
SELECT e.account, e.revenue_line, e.beneficiary, CAST(-sum(e.amount_xof) AS bigint) AS amount_xof
FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
WHERE j.idem_key = ANY (CAST(:keys AS text[]))
GROUP BY 1, 2, 3 HAVING sum(e.amount_xof) < 0 ORDER BY min(j.id), min(e.line)
""")


@dataclass(frozen=True, slots=True)
class Part:
    """``amount_xof`` above zero stands on ``account``; revenue names its line and whose share it is."""

    account: str
    revenue_line: str | None
    beneficiary: str | None
    amount_xof: int


@dataclass(frozen=True, slots=True)
class Standing:
    """``free`` is the payer's (a credit, or in suspense), ``revenue`` paid an invoice; spent credit is neither."""

    free: tuple[Part, ...]
    revenue: tuple[Part, ...]
    spent_xof: int

    @property
    def free_xof(self) -> int:
        """Francs that no invoice holds."""
        return sum(part.amount_xof for part in self.free) - self.spent_xof

    @property
    def revenue_xof(self) -> int:
        """Francs that paid an invoice."""
        return sum(part.amount_xof for part in self.revenue)

    @property
    def total_xof(self) -> int:
        """Francs that could go back if nothing else were pending."""
        return self.free_xof + self.revenue_xof


@dataclass(frozen=True, slots=True)
class Origin:
    """The posting that a refund undoes, and the operator's account the money stands on."""

    journal_id: int
    account: str
    regie: str | None
    exercice: int | None
    undone: bool


def of(connection: Connection, receipt_id: str) -> Standing:
    """What stands now, refunds that went deducted."""
    refunds = connection.execute(
        select(REFUND.c.id).where(REFUND.c.receipt_id == receipt_id, REFUND.c.state == "done")
    ).scalars()
    keys = [f"receipt:{receipt_id}", f"attribution:{receipt_id}", *(f"refund:{each}" for each in refunds)]
    parts = [Part(*row) for row in connection.execute(_PARTS, {"keys": keys})]
    spent = connection.execute(
        select(func.coalesce(func.sum(CREDIT_SPENT.c.amount_xof), 0)).where(
            CREDIT_SPENT.c.receipt_id == receipt_id
        )
    ).scalar_one()
    return Standing(
        tuple(part for part in parts if part.revenue_line is None),
        tuple(part for part in parts if part.revenue_line is not None),
        int(spent),
    )


def lines(standing: Standing, amount_xof: int) -> list[Line]:
    """The debits that give ``amount_xof`` back: the payer's own first, then all the revenue, split as it came."""
    left, taken = min(amount_xof, standing.free_xof), []
    for part in standing.free:
        share = min(left, part.amount_xof)
        taken.append(Line(part.account, share))
        left -= share
    if amount_xof > standing.free_xof:
        taken += [Line(p.account, p.amount_xof, p.revenue_line, p.beneficiary) for p in standing.revenue]
    return [line for line in taken if line.amount_xof]


def origin(connection: Connection, receipt_id: str) -> Origin:
    """Raises LookupError for money that was never posted."""
    journal = LEDGER_JOURNAL.c
    rows = connection.execute(
        select(journal.id, journal.idem_key, journal.regie, journal.exercice).where(
            journal.idem_key.in_((f"receipt:{receipt_id}", f"attribution:{receipt_id}"))
        )
    ).all()
    named = {row.idem_key.partition(":")[0]: row for row in rows}
    if "receipt" not in named:
        raise LookupError("the money was never posted")
    account = connection.execute(
        select(LEDGER_ENTRY.c.account).where(
            LEDGER_ENTRY.c.journal_id == named["receipt"].id, LEDGER_ENTRY.c.amount_xof > 0
        )
    ).scalars()
    last = named.get("attribution", named["receipt"])
    undone = connection.execute(select(journal.id).where(journal.reverses_id == last.id)).scalar()
    return Origin(last.id, account.first() or "", last.regie, last.exercice, undone is not None)
