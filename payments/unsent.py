"""Attempts that were never sent and will not be: their work was parked. Those that may have been sent: polling."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, bindparam, literal, select

from payments.attempts import moving
from payments.charging import SEND_WITHIN
from payments.tables import PAYMENT_ATTEMPT

# The worker that holds the charge ends it itself; a minute more, and no worker will.
WORKER_GRACE = timedelta(minutes=1)
# Written into the query, so that the partial index of live attempts serves it whatever plan is kept.
_CREATED = literal("created", literal_execute=True)
_STALE = (
    select(PAYMENT_ATTEMPT)
    .where(PAYMENT_ATTEMPT.c.state == _CREATED, PAYMENT_ATTEMPT.c.created_at < bindparam("since"))
    .order_by(PAYMENT_ATTEMPT.c.created_at, PAYMENT_ATTEMPT.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True, key_share=True)
)


def end_unsent(connection: Connection, at: datetime, limit: int) -> int:
    """Expire as "not_sent" what is "created" for three minutes; news as ``moving.end`` gives them. How many.

    Work parked after ten leases (fault row 6) leaves the attempt created, and nobody could pay the invoice.
    """
    stale = connection.execute(_STALE, {"since": at - SEND_WITHIN - WORKER_GRACE, "most": limit}).all()
    return sum(moving.end(connection, row, "expired", "not_sent", at) for row in stale)
