"""What must be true of closed days at any moment. Mends nothing."""

from sqlalchemy import Connection, select, text

from kernel import clock
from payments.closing.digest import GENESIS, digest
from payments.closing.tables import DAY_CLOSING
from payments.ledger.invariants import Invariant

SHOWN_MAX = 20
# Each day is read whole: a month of all regies takes seconds, and older ones are in last month's check.
DAYS_MAX = 500

_GAPS = text("""
SELECT regie || ' ' || day FROM (
    SELECT regie, day, previous, number,
           lag(day) OVER days AS before, lag(hash) OVER days AS hash_before
    FROM day_closing WINDOW days AS (PARTITION BY regie ORDER BY day)
) AS chained
WHERE before IS NOT NULL AND (day <> before + 1 OR previous <> hash_before) ORDER BY 1 LIMIT :limit
""")


def _changed(connection: Connection) -> list[str]:
    """Days whose journal is not what was closed."""
    rows = connection.execute(select(DAY_CLOSING).order_by(DAY_CLOSING.c.id.desc()).limit(DAYS_MAX)).all()
    countries = {zone.key: country for country, zone in clock.ZONES.items()}
    bad = []
    for row in rows:
        now = digest(connection, row.regie, countries[row.zone], row.day, row.previous or GENESIS)
        if (now.rows, now.hash) != (row.rows, row.hash):
            bad.append(f"{row.regie} {row.day}")
    return bad[:SHOWN_MAX]


def _broken(connection: Connection) -> list[str]:
    return [str(row) for row in connection.execute(_GAPS, {"limit": SHOWN_MAX}).scalars()]


INVARIANTS: tuple[Invariant, ...] = (
    Invariant("a closed day is as it was closed", _changed),
    Invariant("closed days follow each other without a gap", _broken),
)
