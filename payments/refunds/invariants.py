"""What must be true of refunds and credits at any moment. Mends nothing."""

from sqlalchemy import Connection, text

from payments.ledger.invariants import Invariant

SHOWN_MAX = 20

_BEYOND = text("""
SELECT r.id FROM money_receipt r
WHERE r.amount_xof < (SELECT coalesce(sum(f.amount_xof), 0) FROM refund f
                      WHERE f.receipt_id = r.id AND f.state IN ('asked', 'approved', 'sent', 'unknown', 'done'))
                   + (SELECT coalesce(sum(s.amount_xof), 0) FROM credit_spent s WHERE s.receipt_id = r.id)
ORDER BY 1 LIMIT :limit
""")
_UNPOSTED = text("""
SELECT f.id FROM refund f LEFT JOIN ledger_journal j ON j.idem_key = 'refund:' || f.id
WHERE (f.state = 'done') <> (j.id IS NOT NULL) ORDER BY 1 LIMIT :limit
""")


def _beyond(connection: Connection) -> list[str]:
    return [str(row) for row in connection.execute(_BEYOND, {"limit": SHOWN_MAX}).scalars()]


def _unposted(connection: Connection) -> list[str]:
    return [str(row) for row in connection.execute(_UNPOSTED, {"limit": SHOWN_MAX}).scalars()]


INVARIANTS: tuple[Invariant, ...] = (
    Invariant("no more goes back or is spent than came", _beyond),
    Invariant("a refund is posted when it is done, and only then", _unposted),
)
