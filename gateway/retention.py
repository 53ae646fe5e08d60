"""How long finished work is kept: long enough to answer a complaint, no longer.

Deleted in short transactions: one statement for all that came in an hour, or in a week without a ticker, would outlast
the time of a statement and be rolled back for ever.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Column, Connection, delete, select

from cases import screens
from gateway import receipts, sms_dialogues
from kernel import clock
from kernel.database import Database, DatabaseUnavailable
from kernel.oldest import ROWS_MAX
from kernel.outbox import OUTBOX
from partner.tables import PARTNER_EVENT
from payments.inbox.store import forget_old as forget_callbacks
from sms.broadcasts import retention as broadcasts
from sms.budgets import spending
from ussd import events
from verification.registry import checks, tries

# A finished outbox row explains what was done; after 30 days the case's own history does that.
OUTBOX_KEPT = timedelta(days=30)
# A pushed status is in the case's story; its raw form only settles a dispute about what was sent.
EVENT_KEPT = timedelta(days=90)
# The worker that deletes also answers citizens' SMS: what is left after this is next hour's.
SECONDS_MAX = 20.0

Forget = Callable[[Connection], int]
log = structlog.get_logger(__name__)


def forget_old(database: Database) -> dict[str, int]:
    """Delete what is past its time; how many rows of each kind."""
    until, at = clock.monotonic() + SECONDS_MAX, clock.now()
    return {kind: _in_turns(database, kind, forget, until) for kind, forget in _kinds(at).items()}


def _kinds(at: datetime) -> Mapping[str, Forget]:
    """Each deletes some of what is past its time, and returns how many: 0 when nothing is left."""
    return {
        "receipts": receipts.forget_old,
        "shown_screens": screens.forget_old,
        "sms_dialogues": sms_dialogues.forget_old,
        "ussd_events": events.forget_old,
        "outbox": _finished(OUTBOX.c.done_at, at - OUTBOX_KEPT),
        "partner_events": _finished(PARTNER_EVENT.c.settled_at, at - EVENT_KEPT),
        "callbacks": partial(forget_callbacks, at=at),
        "sms_spending": partial(spending.forget_old, at=at),
        "broadcast_recipients": partial(broadcasts.forget_old, at=at),
        "document_checks": partial(checks.forget, at=at),
        "document_tries": partial(tries.forget, at=at),
    }


def _in_turns(database: Database, kind: str, forget: Forget, until: float) -> int:
    """Until nothing is left, or the time is over. What fails costs the other kinds nothing."""
    gone = 0
    while clock.monotonic() < until:
        try:
            with database.transaction() as connection:
                some = forget(connection)
        except DatabaseUnavailable as error:
            log.warning("retention_failed", kind=kind, error=str(error))
            return gone
        if not some:
            return gone
        gone += some
    log.warning("retention_unfinished", kind=kind)
    return gone


def _finished(ended: Column[datetime | None], before: datetime) -> Forget:
    """Drops what ``ended`` before then of a table that has no index by time, since every write would pay for one.

    Rows are numbered as they were written, so the old ones are the first: those that are still open, and lie among
    them, are few.
    """
    table, number = ended.table, ended.table.c.id
    first = (
        select(number, ended.label("ended"))
        .where(ended.is_not(None))
        .order_by(number)
        .limit(ROWS_MAX)
        .subquery()
    )
    old = delete(table).where(number.in_(select(first.c.id).where(first.c.ended < before)))
    return lambda connection: connection.execute(old).rowcount
