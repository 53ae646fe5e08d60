"""What the ledger says of one invoice: its journal rows with their lines. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from payments.ledger.line import Line
from payments.ledger.tables import LEDGER_ENTRY, LEDGER_JOURNAL

# An invoice has a receipt or two, and what undoes them.
ROWS_MAX = 100


@dataclass(frozen=True, slots=True)
class Posted:
    """One row of the journal; ``reverses_id`` names the row that it undoes."""

    id: int
    kind: str
    occurred_at: datetime
    regie: str | None
    reverses_id: int | None
    lines: tuple[Line, ...]


def of_invoice(connection: Connection, invoice_id: str, receipt_ids: Sequence[str] = ()) -> list[Posted]:
    """In the order of the journal, at most 100; with ``receipt_ids`` what came before they had their invoice."""
    journal = LEDGER_JOURNAL.c
    keys = [f"receipt:{receipt_id}" for receipt_id in receipt_ids]
    rows = connection.execute(
        select(LEDGER_JOURNAL)
        .where(or_(journal.invoice_id == invoice_id, journal.idem_key.in_(keys)))
        .order_by(journal.id)
        .limit(ROWS_MAX)
    ).all()
    entry = LEDGER_ENTRY.c
    lines: dict[int, list[Line]] = {row.id: [] for row in rows}
    for each in connection.execute(
        select(LEDGER_ENTRY).where(entry.journal_id.in_(list(lines))).order_by(entry.journal_id, entry.line)
    ):
        lines[each.journal_id].append(
            Line(each.account, each.amount_xof, each.revenue_line, each.beneficiary)
        )
    return [
        Posted(row.id, row.kind, row.occurred_at, row.regie, row.reverses_id, tuple(lines[row.id]))
        for row in rows
    ]
