"""Writing to the ledger: a posting or the reversal of one, each in one round trip and one statement.

Nothing is locked that two postings share, so that all regies and operators post at once.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from kernel import clock
from payments.ledger.journal_row import POSTING, REVERSAL, JournalRow, check_key
from payments.ledger.line import Line, PostingRefused
from payments.ledger.tables import LONGEST_REASON


class AlreadyReversed(ValueError):
    """The row has its reversal, under another key. Permanent."""

    retry = False


_POST = text(f"WITH {POSTING.format(given='TRUE')} SELECT id FROM journal")  # noqa: S608 - constants only
_REVERSE = text("""
WITH journal AS (
    INSERT INTO ledger_journal (kind, idem_key, occurred_at, recorded_at, lines, regie, exercice, rail,
                                operator_ref, invoice_id, receipt_id, reverses_id, reason)
    SELECT :kind, :idem_key, :occurred_at, :recorded_at, lines, regie, exercice, rail, operator_ref,
           invoice_id, receipt_id, id, :reason
    FROM ledger_journal WHERE id = :journal_id AND reverses_id IS NULL
    ON CONFLICT DO NOTHING RETURNING id
), entries AS (
    INSERT INTO ledger_entry (journal_id, line, account, amount_xof, revenue_line, beneficiary)
    SELECT journal.id, e.line, e.account, -e.amount_xof, e.revenue_line, e.beneficiary
    FROM journal, ledger_entry e WHERE e.journal_id = :journal_id
), waiting AS (
    INSERT INTO ledger_unsealed (journal_id) SELECT id FROM journal
)
SELECT id FROM journal
""")
_KNOWN = text("SELECT id, reverses_id FROM ledger_journal WHERE idem_key = :idem_key")
_EXISTS = text("SELECT reverses_id FROM ledger_journal WHERE id = :journal_id")


def post(
    connection: Connection,
    *,
    kind: str,
    idem_key: str,
    occurred_at: datetime,
    lines: Sequence[Line],
    invoice_id: str | None = None,
    receipt_id: object = None,
    reverses: int | None = None,
    regie: str | None = None,
    exercice: int | None = None,
    rail: str | None = None,
    operator_ref: str | None = None,
) -> int:
    """Write one journal row with its entries; its id. The same ``idem_key`` again: the first id, no more.

    ``kind`` ("settlement", "refund", "fee" ...), ``regie``, ``exercice``, ``rail`` and ``operator_ref`` are
    what the registers show. A row that pays back a part of another names it in ``reverses``: once, and then
    it is not reversed as a whole. Ids and codes only. Revenue needs its regie and exercice. Raises PostingRefused.
    """
    row = JournalRow(
        kind=kind, idem_key=idem_key, occurred_at=occurred_at, lines=lines, invoice_id=invoice_id,
        receipt_id=receipt_id, reverses=reverses, regie=regie, exercice=exercice, rail=rail,
        operator_ref=operator_ref,
    )  # fmt: skip
    found: int | None = connection.execute(_POST, row.values()).scalar()
    if found is not None:
        return found
    # Whoever holds the key has committed: the insert waited for it, and a new statement sees it.
    return int(connection.execute(_KNOWN, {"idem_key": idem_key}).one().id)


def reverse(
    connection: Connection, journal_id: int, *, idem_key: str, occurred_at: datetime, reason: str
) -> int:
    """Write the opposite of a whole row, entry by entry, and return its id: the split comes back as it went.

    The same ``idem_key`` again: the first id. Raises LookupError for an unknown row, AlreadyReversed,
    PostingRefused for a reversal (it is not reversed: post anew) or a missing reason.
    """
    check_key(idem_key)
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise PostingRefused(f"a reversal has a reason of 1 to {LONGEST_REASON} characters")
    found: int | None = connection.execute(
        _REVERSE,
        {
            "kind": REVERSAL, "idem_key": idem_key, "occurred_at": occurred_at, "recorded_at": clock.now(),
            "journal_id": journal_id, "reason": reason,
        },
    ).scalar()  # fmt: skip
    return found if found is not None else _reversed_before(connection, journal_id, idem_key)


def _reversed_before(connection: Connection, journal_id: int, idem_key: str) -> int:
    """The id of the same reversal made before, or the reason why there is none."""
    known = connection.execute(_KNOWN, {"idem_key": idem_key}).one_or_none()
    if known is not None and known.reverses_id == journal_id:
        return int(known.id)
    if known is not None:
        raise PostingRefused("the key belongs to another row")
    original = connection.execute(_EXISTS, {"journal_id": journal_id}).one_or_none()
    if original is None:
        raise LookupError("no such journal row")
    if original.reverses_id is not None:
        raise PostingRefused("a reversal is not reversed: post anew")
    raise AlreadyReversed("the row is reversed already")
