"""Attempts in doubt that the operator's statements prove never took money. Those that did are receipts."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, String, cast, exists, select

from kernel.crypto import Keyring
from payments.attempts import moving
from payments.attempts.reading import load
from payments.reconciliation.profile import Profile
from payments.reconciliation.tables import STATEMENT_FILE, STATEMENT_LINE
from payments.tables import INVOICE, PAYMENT_ATTEMPT

# Operators write a movement a day late now and then: two whole days after the payer's time are waited for.
LATE = timedelta(days=2)
ABSENT = "not_on_statement"
AT_ONCE_MAX = 500
# A line in another currency that names the charge: what it was is a person's to say, so the charge stays in doubt.
_FOREIGN = exists().where(
    STATEMENT_LINE.c.class_ == "currency",
    STATEMENT_LINE.c.resolved_at.is_(None),
    STATEMENT_LINE.c.reference.in_((INVOICE.c.reference, cast(PAYMENT_ATTEMPT.c.id, String))),
)


def end_absent(
    connection: Connection, keyring: Keyring, file: Row[Any], profile: Profile, at: datetime
) -> int:
    """Fail the attempts in doubt whose days, and two more, are covered by statements without them. How many.

    A failed attempt may still succeed: money that comes later than that posts as late money does.
    """
    attempt = PAYMENT_ATTEMPT.c
    doubtful = connection.execute(
        select(attempt.id, attempt.created_at, attempt.expires_at)
        .join(INVOICE, INVOICE.c.id == attempt.invoice_id)
        .where(
            attempt.state == "unknown",
            attempt.rail.in_(profile.rails),
            INVOICE.c.country == file.country,
            attempt.expires_at < file.ends_at - LATE,
            ~_FOREIGN,
        )
        .limit(AT_ONCE_MAX)
    ).all()
    ended = 0
    for row in doubtful:
        found = None
        if _covered(connection, file, row.created_at, row.expires_at + LATE):
            found = load(connection, keyring, row.id, hold=True)
        if found is not None and found.state == "unknown":
            ended += moving.end(connection, found, "failed", ABSENT, at)
    return ended


def _covered(connection: Connection, file: Row[Any], start: datetime, end: datetime) -> bool:
    """Whether the files of the book, read to their ends, leave no hole between two instants."""
    each = STATEMENT_FILE.c
    read = (each.state == "done") | (each.id == file.id)
    rows = connection.execute(
        select(each.starts_at, each.ends_at)
        .where(each.book == file.book, read, each.ends_at > start, each.starts_at <= end)
        .order_by(each.starts_at)
    )
    reached = start
    for row in rows:
        if row.starts_at > reached:
            return False
        reached = max(reached, row.ends_at)
    return reached >= end
