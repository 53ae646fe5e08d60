"""Writing to the ledger: a posting or the reversal of one, each in one round trip and one statement.

Nothing is locked that two postings share, so that all regies and operators post at once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kernel import clock
from payments.ledger.line import Line, PostingRefused, check
from payments.ledger.tables import LONGEST_KEY, LONGEST_REASON

REVERSAL = "reversal"


class AlreadyReversed(ValueError):
    """The row has its reversal, under another key. Permanent."""

    retry = False


_POST = text("""
WITH journal AS (
    INSERT INTO ledger_journal (kind, idem_key, occurred_at, recorded_at, lines, regie, exercice, rail,
                                operator_ref, invoice_id, receipt_id, reverses_id)
    VALUES (:kind, :idem_key, :occurred_at, :recorded_at, :lines, :regie, :exercice, :rail, :operator_ref,
            CAST(:invoice_id AS uuid), :receipt_id, :reverses_id)
    ON CONFLICT (idem_key) DO NOTHING RETURNING id
), entries AS (
    INSERT INTO ledger_entry (journal_id, line, account, amount_xof, revenue_line, beneficiary)
    SELECT journal.id, l.line, l.account, l.amount_xof, l.revenue_line, l.beneficiary
    FROM journal, unnest(CAST(:accounts AS text[]), CAST(:amounts AS bigint[]),
                         CAST(:revenue_lines AS text[]), CAST(:beneficiaries AS text[]))
         WITH ORDINALITY AS l (account, amount_xof, revenue_line, beneficiary, line)
), waiting AS (
    INSERT INTO ledger_unsealed (journal_id) SELECT id FROM journal
)
SELECT id FROM journal
""")
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
    check(lines)
    if any(line.revenue_line for line in lines) and (regie is None or exercice is None):
        raise PostingRefused("revenue has its regie and exercice: else no register shows it")
    _check_key(idem_key)
    if kind == REVERSAL:
        raise PostingRefused("a reversal is written by reverse()")
    found: int | None = connection.execute(
        _POST,
        {
            "kind": kind, "idem_key": idem_key, "occurred_at": occurred_at, "recorded_at": clock.now(),
            "regie": regie, "exercice": exercice, "rail": rail, "operator_ref": operator_ref,
            "invoice_id": invoice_id, "receipt_id": None if receipt_id is None else str(receipt_id),
            "reverses_id": reverses, **_columns(lines),
        },
    ).scalar()  # fmt: skip
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
    _check_key(idem_key)
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


def _columns(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "lines": len(lines),
        "accounts": [line.account for line in lines],
        "amounts": [line.amount_xof for line in lines],
        "revenue_lines": [line.revenue_line for line in lines],
        "beneficiaries": [line.beneficiary for line in lines],
    }


def _check_key(idem_key: str) -> None:
    if not 1 <= len(idem_key) <= LONGEST_KEY:
        raise PostingRefused(f"an idempotency key has 1 to {LONGEST_KEY} characters")
