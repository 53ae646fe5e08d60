"""Deleting the oldest rows of a table, a bounded number at a time. How long rows are kept is each room's own."""

from datetime import datetime

from sqlalchemy import Column, Connection, delete, select

# Some 0.1 s of a statement (1.5 s at most), and few enough locks that no citizen's step waits for them.
ROWS_MAX = 5_000


def drop_oldest(connection: Connection, time: Column[datetime], before: datetime) -> int:
    """Delete at most ROWS_MAX rows whose ``time`` lies before then, the oldest first; how many: 0 when none is left.

    ``time`` has an index of its own, and its table a primary key of one column.
    """
    table = time.table
    (key,) = table.primary_key.columns
    old = select(key).where(time < before).order_by(time).limit(ROWS_MAX)
    # Looked at again where it is deleted: a row that somebody renewed meanwhile stays.
    return connection.execute(delete(table).where(key.in_(old), time < before)).rowcount
