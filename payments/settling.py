"""The one statement of a settlement: receipt, attempt, invoice, journal, entries, quittance and news, or nothing.

Round trips are what a settlement costs: as five statements it took twice as much of Python's time.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, TextClause, text

from kernel import outbox
from payments.ledger.journal_row import POSTING, JournalRow
from payments.quittances.numbering import NUMBERING
from payments.receipt_rows import FOUND, MOVED, NEW, Entry

_POSTED = POSTING.format(given="EXISTS (SELECT FROM receipt)")
# All that needs no number is written before it is taken: the regie's other settlements wait from there on.
_NUMBERED = NUMBERING.format(
    given="(SELECT count(*) FROM paid) = 1 AND (SELECT count(*) FROM entries) = :lines",
    journal="(SELECT id FROM journal)",
)
_NEWS = (
    "SELECT 'events', 'invoice.paid', :subject, jsonb_build_object('quittance', id), :at, :at FROM numbered"
)
_TOLD = f"news AS ({outbox.INSERT} {_NEWS})"


def _statement(receipt: str, written: str, quittance: str) -> TextClause:
    """Made once: PostgreSQL plans each a few times a connection, and keeps the plan."""
    journal = "(SELECT id FROM journal) AS journal"
    return text(f"WITH {receipt}, {MOVED}, {written} SELECT {journal}, {quittance} FROM receipt")  # noqa: S608 - constants only


_SOURCES = {"new": NEW, "found": FOUND}
_BOOK = {source: _statement(receipt, _POSTED, "NULL AS quittance") for source, receipt in _SOURCES.items()}
_BOOK_WHOLE = {
    source: _statement(receipt, f"{_POSTED}, {_NUMBERED}, {_TOLD}", "(SELECT id FROM numbered) AS quittance")
    for source, receipt in _SOURCES.items()
}


def book(
    connection: Connection, entry: Entry, row: JournalRow, numbering: Mapping[str, Any] | None = None
) -> Row[Any] | None:
    """The ids of the ``journal`` row and the ``quittance``; None when the money is recorded, or found, already.

    ``numbering``, given when the invoice is paid whole, are the values of the quittance; "invoice.paid" is then
    published too. The quittance is None when none was asked for or the drawn number is taken: see ``issue``.
    """
    statements = _BOOK if numbering is None else _BOOK_WHOLE
    values = {**row.values(), **entry.values, **(numbering or {}), "subject": row.invoice_id}
    written = connection.execute(statements[entry.source], values).one_or_none()
    if written is not None and written.journal is None:
        # A receipt enters once, and its row of the journal is keyed by it: nothing half done is committed.
        raise LookupError("the receipt is posted already")
    return written
