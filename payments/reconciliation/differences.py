"""Every difference that stands, of all statements, with its age: the work of the desk. Reads only."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from payments.reconciliation import ours_only
from payments.reconciliation.classes import DIFFERENT, WAITING
from payments.reconciliation.tables import DIFFERENCE, STATEMENT_FILE, STATEMENT_LINE
from payments.suspense.ageing import Bucket, buckets

ROWS_MAX = 200
AGED_MAX = 100_000
# Older statements have been closed by two persons, or stand in the list by their lines.
FILES_LOOKED_AT = 100


def list_differences(connection: Connection, limit: int = ROWS_MAX) -> list[dict[str, Any]]:
    """Oldest first, at most 200 lines and 200 receipts, with what was said of them."""
    line = STATEMENT_LINE.c
    rows = connection.execute(
        select(line.id, line.class_, line.book, line.operator_id, line.at, line.amount_xof,
               line.foreign_amount, DIFFERENCE.c.id.label("said"), DIFFERENCE.c.why, DIFFERENCE.c.proposed_by)
        .join(DIFFERENCE, (DIFFERENCE.c.line_id == line.id) & (DIFFERENCE.c.state == "proposed"), isouter=True)
        .where(line.resolved_at.is_(None), line.class_.in_(DIFFERENT | WAITING))
        .order_by(line.at)
        .limit(min(limit, ROWS_MAX))
    )  # fmt: skip
    found = [
        {"class": row.class_, "book": row.book, "id": str(row.id), "operator_id": row.operator_id, "at": row.at,
         "amount_xof": row.amount_xof, "foreign_amount": row.foreign_amount, "explanation": row.said,
         "why": row.why, "by": row.proposed_by}
        for row in rows
    ]  # fmt: skip
    return sorted(found + _ours_only(connection), key=lambda each: each["at"])[: 2 * ROWS_MAX]


def ageing(connection: Connection, at: datetime) -> list[Bucket]:
    """How many lines, and how many francs, have stood open for how many days."""
    line = STATEMENT_LINE.c
    rows = connection.execute(
        select(line.at, line.amount_xof)
        .where(line.resolved_at.is_(None), line.class_.in_(DIFFERENT | WAITING))
        .limit(AGED_MAX)
    )
    waiting = [(row.at, abs(row.amount_xof)) for row in rows]
    waiting += [(each["at"], each["amount_xof"]) for each in _ours_only(connection)]
    return buckets(waiting, at)


def _ours_only(connection: Connection) -> list[dict[str, Any]]:
    files = connection.execute(
        select(STATEMENT_FILE)
        .where(STATEMENT_FILE.c.state == "done")
        .order_by(STATEMENT_FILE.c.starts_at.desc())
        .limit(FILES_LOOKED_AT)
    ).all()
    said = {
        row.receipt_id: row
        for row in connection.execute(select(DIFFERENCE).where(DIFFERENCE.c.state == "proposed"))
    }
    found = {
        row.id: (file.book, row) for file in files for row in ours_only.of_file(connection, file, ROWS_MAX)
    }
    return [
        {"class": "ours_only", "book": book, "id": row.id, "operator_id": row.operator_id, "at": row.received_at,
         "amount_xof": row.amount_xof, "foreign_amount": None, "explanation": getattr(said.get(row.id), "id", None),
         "why": getattr(said.get(row.id), "why", None), "by": getattr(said.get(row.id), "proposed_by", None)}
        for book, row in found.values()
    ]  # fmt: skip
