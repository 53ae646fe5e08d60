"""Our own rows, as plain values, and the passing of time for those that wait for an operator's half hour."""

from datetime import datetime
from typing import Any, NamedTuple

import psycopg

# What a citizen may still be waiting for: nothing may be left here when the operators are well again.
LIVE = "SELECT count(*) FROM payment_attempt WHERE state IN ('created', 'claimed', 'pending', 'unknown')"
PUSHED = " AND rail <> 'orange_merchant'"
UNDISPUTED = " AND mismatch IS NULL"
# What workers of the lane have still to do.
TO_DO = "SELECT count(*) FROM outbox WHERE lane = 'payments' AND done_at IS NULL AND parked_at IS NULL"
# Money that a statement brought for an invoice, and a question about the charge that took it has not found yet.
UNBOUND = """
SELECT count(*) FROM payment_attempt a JOIN money_receipt r ON r.invoice_id = a.invoice_id AND r.rail = a.rail
WHERE a.state IN ('claimed', 'pending', 'unknown') AND a.mismatch IS NOT NULL
  AND r.attempt_id IS NULL AND r.disposition NOT IN ('suspense', 'reversed')
"""
# Not sent yet: citizens come no faster than they are served.
WAITING = "SELECT count(*) FROM payment_attempt WHERE state IN ('created', 'claimed')"
# As if the half hour that a request of PI-SPI lives had gone by; what is stored is moved back, no clock is turned.
_LATER = """
UPDATE payment_attempt SET created_at = created_at - CAST('{by}' AS interval),
    claimed_at = claimed_at - CAST('{by}' AS interval), expires_at = expires_at - CAST('{by}' AS interval),
    next_poll_at = next_poll_at - CAST('{by}' AS interval)
WHERE state IN ('claimed', 'pending', 'unknown') AND {which}
"""


class Attempt(NamedTuple):
    """``settled_at`` is when it came to its end, whatever that was."""

    id: str
    invoice_id: str
    rail: str
    state: str
    amount_xof: int
    operator_id: str | None
    mismatch: str | None
    settled_at: datetime | None


class Receipt(NamedTuple):
    """Money as we recorded it."""

    rail: str
    operator_id: str
    amount_xof: int
    settled_xof: int
    disposition: str
    invoice_id: str | None


class Invoice(NamedTuple):
    """``quittances`` are those in force."""

    id: str
    state: str
    amount_xof: int
    paid_xof: int
    quittances: int


def rows(url: str, sql: str) -> list[Any]:
    """All of them. A connection of its own: a citizen's 1.5 s a statement are not the proof's."""
    with psycopg.connect(url) as connection:
        return list(connection.execute(sql))


def count(url: str, sql: str) -> int:
    """The number that ``sql`` gives."""
    return int(rows(url, sql)[0][0])


def attempts(url: str) -> list[Attempt]:
    """Every one."""
    columns = "id::text, invoice_id::text, rail, state, amount_xof, operator_id, mismatch, settled_at"
    return [Attempt(*row) for row in rows(url, f"SELECT {columns} FROM payment_attempt")]  # noqa: S608


def receipts(url: str) -> list[Receipt]:
    """Every one."""
    columns = "rail, operator_id, amount_xof, settled_xof, disposition, invoice_id::text"
    return [Receipt(*row) for row in rows(url, f"SELECT {columns} FROM money_receipt")]  # noqa: S608


def invoices(url: str) -> list[Invoice]:
    """Every one, with how many quittances stand for it."""
    sql = (
        "SELECT i.id::text, i.state, i.amount_xof, i.paid_xof, count(q.id) FROM invoice i "
        "LEFT JOIN quittance q ON q.invoice_id = i.id AND q.voided_at IS NULL GROUP BY i.id"
    )
    return [Invoice(*row) for row in rows(url, sql)]


def let_time_pass(url: str, by: str, which: str) -> None:
    """For the attempts under way of which the condition ``which`` holds."""
    with psycopg.connect(url) as connection:
        connection.execute(_LATER.format(by=by, which=which))
