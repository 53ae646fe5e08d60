"""What must be true of the ledger at any moment: the questions that `guichet check` puts. Mends nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from kernel import clock
from payments.ledger.verification import verify

# The sealer runs every few seconds: ten minutes mean that no worker runs, or a transaction that never ended.
UNSEALED_MAX = timedelta(minutes=10)
SHOWN_MAX = 20

# Rows up to the last snapshot are in it, and the walk of the chain judges each: this reads what came since.
_SUM = text("""
WITH last AS (SELECT coalesce(max(seq), 0) AS seq FROM ledger_snapshot), recent AS (
    SELECT journal_id FROM ledger_seal WHERE seq > (SELECT seq FROM last)
    UNION ALL SELECT journal_id FROM ledger_unsealed
)
SELECT coalesce((SELECT sum(balance_xof) FROM ledger_snapshot WHERE seq = (SELECT seq FROM last)), 0)
     + coalesce((SELECT sum(amount_xof) FROM recent JOIN ledger_entry USING (journal_id)), 0)
""")
_WAITING = text("""
SELECT j.id FROM ledger_unsealed u JOIN ledger_journal j ON j.id = u.journal_id
LEFT JOIN ledger_entry e ON e.journal_id = j.id
GROUP BY j.id HAVING count(e.line) <> j.lines OR sum(e.amount_xof) <> 0 ORDER BY 1 LIMIT :limit
""")
_LATE = text("""
SELECT j.id FROM ledger_unsealed u JOIN ledger_journal j ON j.id = u.journal_id
WHERE j.recorded_at < :before ORDER BY 1 LIMIT :limit
""")
# The last snapshot against the one before it and the movements between: by induction all of them.
_SNAPSHOT = text("""
WITH last AS (SELECT max(seq) AS seq FROM ledger_snapshot),
     before AS (SELECT coalesce(max(seq), 0) AS seq FROM ledger_snapshot WHERE seq < (SELECT seq FROM last)),
     made AS (
    SELECT account, sum(amount_xof) AS balance_xof FROM (
        SELECT account, balance_xof AS amount_xof FROM ledger_snapshot WHERE seq = (SELECT seq FROM before)
        UNION ALL
        SELECT e.account, e.amount_xof FROM ledger_seal s JOIN ledger_entry e ON e.journal_id = s.journal_id
        WHERE s.seq > (SELECT seq FROM before) AND s.seq <= (SELECT seq FROM last)
    ) AS movements GROUP BY account
), kept AS (SELECT account, balance_xof FROM ledger_snapshot WHERE seq = (SELECT seq FROM last))
SELECT account FROM made FULL JOIN kept USING (account)
WHERE made.balance_xof IS DISTINCT FROM kept.balance_xof ORDER BY 1 LIMIT :limit
""")
_HOMELESS = text("""
SELECT DISTINCT j.id FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id
WHERE e.revenue_line IS NOT NULL AND (j.regie IS NULL OR j.exercice IS NULL) ORDER BY 1 LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Invariant:
    """``broken`` gives at most 20 rows for which it does not hold. A warning fails no check."""

    name: str
    broken: Callable[[Connection], list[str]]
    warning: bool = False


def _sum(connection: Connection) -> list[str]:
    total = connection.execute(_SUM).scalar_one()
    return [f"{total} F too much"] if total else []


def _chain(connection: Connection) -> list[str]:
    broken = verify(connection)
    return [] if broken is None else [str(broken)]


def _late(connection: Connection) -> list[str]:
    found = connection.execute(_LATE, {"before": clock.now() - UNSEALED_MAX, "limit": SHOWN_MAX})
    return [str(row) for row in found.scalars()]


def _rows(sql: str) -> Callable[[Connection], list[str]]:
    statement = text(sql)
    return lambda connection: [
        str(row) for row in connection.execute(statement, {"limit": SHOWN_MAX}).scalars()
    ]


INVARIANTS: tuple[Invariant, ...] = (
    Invariant("ledger sums to zero", _sum),
    Invariant("every link of the ledger's chain holds", _chain),
    Invariant("every journal row that waits for its seal balances", _rows(_WAITING.text)),
    Invariant("the last snapshot of balances is the sum of the entries", _rows(_SNAPSHOT.text)),
    Invariant("every entry of revenue has its regie and exercice", _rows(_HOMELESS.text)),
    Invariant("every journal row is sealed within 10 minutes", _late, warning=True),
)
