"""Receipts of ours that no statement knows, in the time that a file covers. Mends nothing (fault row 32)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from payments.reconciliation.profile import rails_of

# Our clock and the operator's part a movement at midnight: what came in the last minutes is judged tomorrow.
SKEW = timedelta(minutes=15)
ROWS_MAX = 1000

# The first file of a book has no yesterday, so that it judges from its own beginning.
_COVERED = """
SELECT r.id, r.rail, r.operator_id, r.amount_xof, r.received_at, r.disposition, f.id AS file_id
FROM statement_file f
JOIN unnest(CAST(:books AS text[]), CAST(:rails AS text[])) AS of_book (book, rail) ON of_book.book = f.book
JOIN money_receipt r ON r.country = f.country AND r.rail = of_book.rail
 AND r.received_at < f.ends_at - CAST(:skew AS interval)
 AND r.received_at >= f.starts_at - CASE WHEN EXISTS (
       SELECT FROM statement_file y WHERE y.book = f.book AND y.ends_at = f.starts_at
     ) THEN CAST(:skew AS interval) ELSE interval '0' END
WHERE f.id = ANY (CAST(:files AS bigint[]))
  AND NOT EXISTS (SELECT FROM statement_line l WHERE l.receipt_id = r.id AND l.kind = 'payment')
"""
_CONFIRMED = "EXISTS (SELECT FROM difference d WHERE d.receipt_id = r.id AND d.state = 'confirmed')"
_BETWEEN = "r.received_at >= :since AND r.received_at < :until"
_ORDER = "ORDER BY r.received_at, r.id LIMIT :limit"
_OPEN = text(f"{_COVERED} AND NOT {_CONFIRMED} {_ORDER}")
_OPEN_BETWEEN = text(f"{_COVERED} AND NOT {_CONFIRMED} AND {_BETWEEN} {_ORDER}")
_COUNTED = text(
    f"WITH missing AS ({_COVERED} AND NOT {_CONFIRMED}) SELECT file_id, count(*) AS rows FROM missing GROUP BY 1"  # noqa: S608
)
_EXPLAINED = text(f"{_COVERED} AND {_CONFIRMED} {_ORDER}")


def of_file(connection: Connection, file: Row[Any], limit: int = ROWS_MAX) -> list[Row[Any]]:
    """What the file should have shown and no file shows, oldest first; at most 1000."""
    return list(connection.execute(_OPEN, _of([file]) | {"limit": limit}))


def counted(connection: Connection, files: Sequence[Row[Any]]) -> Mapping[int, int]:
    """File -> how many ``of_file`` finds without its limit; a file that has none is not among them."""
    rows = connection.execute(_COUNTED, _of(files))
    return {row.file_id: row.rows for row in rows}


def between(connection: Connection, file: Row[Any], since: datetime, until: datetime) -> list[Row[Any]]:
    """Of it, what came in some hours of the file."""
    hours = {"since": since, "until": until, "limit": ROWS_MAX}
    return list(connection.execute(_OPEN_BETWEEN, _of([file]) | hours))


def explained(connection: Connection, file: Row[Any], limit: int) -> list[Row[Any]]:
    """What no file shows either, and two persons have explained."""
    return list(connection.execute(_EXPLAINED, _of([file]) | {"limit": limit}))


def _of(files: Sequence[Row[Any]]) -> dict[str, object]:
    pairs = [(book, rail) for book in sorted({file.book for file in files}) for rail in rails_of(book)]
    books, rails = [book for book, _ in pairs], [rail for _, rail in pairs]
    return {"books": books, "rails": rails, "skew": SKEW, "files": [file.id for file in files]}
