"""Every table empty and every serial back at its first number, for the price of what a test has written.

TRUNCATE of all tables gives each a new file: 0.36 s a test. To ask which have rows takes 0.01 s.
"""

from functools import cache

from sqlalchemy import Connection

from kernel.database import METADATA

# The triggers that forbid a change of history, and foreign keys: the tests' own broom goes round them.
# What a test has left running may hold a row a while longer.
_BROOM = "SET LOCAL session_replication_role = replica; " + "; ".join(
    f"SET LOCAL {limit} = '60s'" for limit in ("statement_timeout", "lock_timeout")
)
_COUNTED = """
    SELECT concat('SELECT setval(', quote_literal(concat(schemaname, '.', sequencename)), ', ', start_value, ', false)')
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


def empty(connection: Connection) -> None:
    """Tables of METADATA, in one transaction of the caller's."""
    connection.exec_driver_sql(_BROOM)
    swept = connection.exec_driver_sql(_written()).scalars().all()
    if swept:
        connection.exec_driver_sql("; ".join(swept))


@cache
def _written() -> str:
    """What empties each table that has a row, and takes each serial that was used back."""
    names = [table.name for table in METADATA.sorted_tables]
    rows = (f"(SELECT 'DELETE FROM {name}' WHERE EXISTS (SELECT FROM {name}))" for name in names)  # noqa: S608 - names of our own
    return " UNION ALL ".join((*rows, f"({_COUNTED})"))
