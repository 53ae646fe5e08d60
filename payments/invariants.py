"""What must be true of charging at any moment: the questions that `guichet check` puts. Mends nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from kernel import clock

# Asked within seconds of its time: ten minutes mean that no ticker or no worker of the lane runs.
LATE_MAX = timedelta(minutes=10)
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """``broken`` gives at most 20 ids for which it does not hold. A warning fails no check."""

    name: str
    broken: Callable[[Connection], list[str]]
    warning: bool = False


def _query(sql: str) -> Callable[[Connection], list[str]]:
    """``:late`` in the query is the instant ten minutes ago."""
    statement = text(f"{sql} ORDER BY 1 LIMIT {SHOWN_MAX}")
    timed = ":late" in sql

    def broken(connection: Connection) -> list[str]:
        bound = {"late": clock.now() - LATE_MAX} if timed else {}
        return [str(found) for found in connection.execute(statement, bound).scalars()]

    return broken


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "attempt that may have been sent has a time to be asked, not 10 minutes past",
        _query(
            "SELECT id FROM payment_attempt WHERE state IN ('claimed', 'pending', 'unknown') "
            "AND (next_poll_at IS NULL OR next_poll_at < :late)"
        ),
    ),
    Invariant(
        "attempt is not waiting to be sent for more than 10 minutes",
        _query("SELECT id FROM payment_attempt WHERE state = 'created' AND created_at < :late"),
    ),
    Invariant(
        "invoice has one live attempt at most",
        _query(
            "SELECT invoice_id FROM payment_attempt WHERE state IN ('created', 'claimed', 'pending', 'unknown') "
            "GROUP BY invoice_id HAVING count(*) > 1"
        ),
    ),
    Invariant(
        "invoice is paid by receipts, to the franc and not beyond",
        _query(
            "SELECT i.id FROM invoice i LEFT JOIN money_receipt r ON r.invoice_id = i.id GROUP BY i.id "
            "HAVING i.paid_xof <> coalesce(sum(r.settled_xof), 0) OR i.paid_xof > i.amount_xof "
            "OR (i.state = 'paid') <> (i.paid_xof = i.amount_xof)"
        ),
    ),
    Invariant(
        "paid invoice has one quittance in force, and no other has any",
        _query(
            "SELECT i.id FROM invoice i LEFT JOIN quittance q ON q.invoice_id = i.id AND q.voided_at IS NULL "
            "GROUP BY i.id HAVING count(q.id) <> CASE WHEN i.state = 'paid' THEN 1 ELSE 0 END"
        ),
    ),
    Invariant(
        "receipt is posted exactly once, for its whole amount",
        _query(
            "SELECT r.id FROM money_receipt r LEFT JOIN ledger_journal j ON j.idem_key = 'receipt:' || r.id "
            "LEFT JOIN ledger_entry e ON e.journal_id = j.id AND e.amount_xof > 0 "
            "GROUP BY r.id HAVING count(DISTINCT j.id) <> 1 OR coalesce(sum(e.amount_xof), 0) <> r.amount_xof"
        ),
    ),
    Invariant(
        "attempt that succeeded has its receipt, and a receipt its attempt",
        _query(
            "SELECT coalesce(a.id, r.attempt_id) FROM "
            "(SELECT id, rail, operator_id FROM payment_attempt WHERE state = 'succeeded') a "
            "FULL JOIN (SELECT attempt_id, rail, operator_id FROM money_receipt "
            "WHERE attempt_id IS NOT NULL AND disposition <> 'reversed') r "
            "ON r.attempt_id = a.id AND r.rail = a.rail AND r.operator_id = a.operator_id "
            "WHERE a.id IS NULL OR r.attempt_id IS NULL"
        ),
    ),
    Invariant(
        "callback is read within 10 minutes, or its operator is asked again",
        _query(
            "SELECT id FROM payment_callback c WHERE state = 'received' AND received_at < :late "
            "AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic = 'payment.callback' AND o.subject = c.id::text "
            "AND o.done_at IS NULL AND o.parked_at IS NULL AND o.due_at >= :late)"
        ),
    ),
    Invariant(
        "no operator says paid otherwise than we asked",
        _query("SELECT id FROM payment_attempt WHERE mismatch IS NOT NULL"),
        warning=True,
    ),
    Invariant(
        "no payment is in doubt",
        _query(
            "SELECT id FROM payment_attempt WHERE doubted_at IS NOT NULL AND state IN ('pending', 'unknown')"
        ),
        warning=True,
    ),
)
