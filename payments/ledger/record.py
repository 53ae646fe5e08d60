"""A journal row as the chain sees it: one canonical JSON object, the same in the database and in a file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, text

GENESIS = bytes(32)

# The rows after ``:after`` up to ``:limit`` of them with their entries. A seal without its row gives id NULL.
_SEALED = text("""
SELECT s.seq, s.journal_id AS sealed_id, s.hash, j.*,
       (SELECT json_agg(json_build_array(e.line, e.account, e.amount_xof, e.revenue_line, e.beneficiary)
                        ORDER BY e.line)
        FROM ledger_entry e WHERE e.journal_id = s.journal_id) AS entries
FROM ledger_seal s LEFT JOIN ledger_journal j ON j.id = s.journal_id
WHERE s.seq > :after ORDER BY s.seq LIMIT :limit
""")
_WAITING = text("""
SELECT j.*,
       (SELECT json_agg(json_build_array(e.line, e.account, e.amount_xof, e.revenue_line, e.beneficiary)
                        ORDER BY e.line)
        FROM ledger_entry e WHERE e.journal_id = j.id) AS entries
FROM ledger_journal j
WHERE j.id IN (SELECT journal_id FROM ledger_unsealed ORDER BY journal_id LIMIT :limit)
ORDER BY j.id
""")


@dataclass(frozen=True, slots=True)
class Link:
    """One place of the chain: ``content`` is None when the sealed journal row is gone."""

    seq: int
    journal_id: int
    content: Mapping[str, Any] | None
    hash: bytes


def sealed(connection: Connection, after: int, limit: int) -> list[Link]:
    """The links that follow ``after``, in chain order."""
    rows = connection.execute(_SEALED, {"after": after, "limit": limit})
    return [
        Link(row.seq, row.sealed_id, None if row.id is None else content(row.seq, row), bytes(row.hash))
        for row in rows
    ]


def waiting(connection: Connection, limit: int) -> list[Row[Any]]:
    """The oldest committed rows without a seal, in journal order."""
    return list(connection.execute(_WAITING, {"limit": limit}))


def content(seq: int, row: Row[Any]) -> dict[str, Any]:
    """What the hash covers: every column of the row and of its entries, and its place in the chain."""
    return {
        "seq": seq,
        "id": row.id,
        "kind": row.kind,
        "idem_key": row.idem_key,
        "occurred_at": _instant(row.occurred_at),
        "recorded_at": _instant(row.recorded_at),
        "lines": row.lines,
        "regie": row.regie,
        "exercice": row.exercice,
        "rail": row.rail,
        "operator_ref": row.operator_ref,
        "invoice_id": row.invoice_id if row.invoice_id is None else str(row.invoice_id),
        "receipt_id": row.receipt_id,
        "reverses_id": row.reverses_id,
        "reason": row.reason,
        "entries": row.entries or [],
    }


def link(previous: bytes, body: Mapping[str, Any]) -> bytes:
    """SHA-256 of the previous hash and the body as RFC 8785 writes it: sorted keys, no blanks, UTF-8."""
    return hashlib.sha256(previous + canonical(body)).digest()


def canonical(body: Mapping[str, Any]) -> bytes:
    """Texts, whole numbers and null only, for which Python's writer and RFC 8785 agree."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fault(body: Mapping[str, Any]) -> str | None:
    """Why the entries are not double entry, None when they are."""
    entries = body["entries"]
    if len(entries) != body["lines"] or len(entries) < 2:
        return "lines are missing or added"
    return "the lines do not sum to zero" if sum(entry[2] for entry in entries) else None


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
