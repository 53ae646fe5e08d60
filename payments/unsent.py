"""Attempts that were never sent and will not be: their work was parked. Those that may have been sent: polling."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, literal, select

from payments.attempts import moving
from payments.charging import SEND_WITHIN
from payments.tables import PAYMENT_ATTEMPT

# The worker that holds the charge ends it itself; a minute more, and no worker will.
WORKER_GRACE = timedelta(minutes=1)


def end_unsent(connection: Connection, at: datetime, limit: int) -> int:
    """Expire as "not_sent" what is "created" for three minutes; news as ``moving.end`` gives them. How many.

    Work parked after ten leases (fault row 6) leaves the attempt created, and nobody could pay the invoice.
    """
    attempt = PAYMENT_ATTEMPT.c
    # Written into the query, so that the partial index of live attempts serves it whatever plan is kept.
    created = literal("created", literal_execute=True)
    stale = connection.execute(
        select(PAYMENT_ATTEMPT)
        .where(attempt.state == created, attempt.created_at < at - SEND_WITHIN - WORKER_GRACE)
        .order_by(attempt.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    return sum(moving.end(connection, row, "expired", "not_sent", at) for row in stale)
