"""Sends approved refunds and asks about them: claimed and committed, then called, then what was said is committed.

The same rules as charging: what may have arrived is asked about under its key, never sent under another.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, select, update

from kernel import clock, outbox
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Event, Later
from kernel.states import move
from payments.contract import NotReached, NotSupported, NotTried, RailError, Standing, Unanswered
from payments.rails import Rails
from payments.refunds import finishing, order
from payments.refunds.asking import APPROVED, LANE
from payments.refunds.order import Order
from payments.refunds.states import ASKED_ABOUT, REFUND_STATES
from payments.refunds.tables import REFUND

POLL = "refund.poll"
# A refund is a transfer without a prompt: most are done within the minute, then it is asked ever less often.
FIRST_ASK = timedelta(seconds=30)
ASK_AT_MOST_EVERY = timedelta(hours=1)
# "No such refund" may be one still being written: believed after this.
ABSENT_GRACE = timedelta(minutes=5)
# Until the answer is committed nobody asks again.
CARRIED = timedelta(seconds=90)
RETRY_S = 60

log = structlog.get_logger(__name__)


def sweep_due(connection: Connection, at: datetime, limit: int) -> int:
    """Publish "refund.poll" (subject the refund, lane payments) for those whose time has come. How many."""
    due = (
        select(REFUND.c.id)
        .where(REFUND.c.next_ask_at <= at, REFUND.c.state.in_(ASKED_ABOUT))
        .order_by(REFUND.c.next_ask_at)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
        .cte("due")
    )
    listed = list(
        connection.execute(
            update(REFUND)
            .where(REFUND.c.id == due.c.id)
            .values(next_ask_at=at + CARRIED)
            .returning(REFUND.c.id)
        ).scalars()
    )
    for refund_id in listed:
        outbox.publish(connection, POLL, refund_id, lane=LANE)
    return len(listed)


class Refunds:
    """``rails`` by name."""

    def __init__(self, database: Database, keyring: Keyring, rails: Rails) -> None:
        self._database = database
        self._keyring = keyring
        self._rails = rails

    def send(self, event: Event) -> None:
        """Handler of "refund.approved" on lane "payments"; the subject is the refund. Twice is once."""
        claimed = self._claim(event.subject)
        if claimed is None or claimed.rail is None:
            return
        try:
            said = claimed.rail.refund(claimed.words)
        except RailError as error:
            self._not_taken(claimed, error)
        else:
            with self._database.transaction() as connection:
                connection.execute(
                    update(REFUND)
                    .where(REFUND.c.id == claimed.id)
                    .values(operator_ref=said.operator_ref or None)
                )
            log.info("refund_sent", refund=claimed.id, rail=claimed.rail_name)

    def poll(self, event: Event) -> None:
        """Handler of "refund.poll" on lane "payments"; the subject is the refund."""
        with self._database.transaction() as connection:
            found = order.load(connection, self._keyring, self._rails, event.subject)
        if found is None or found.state not in ASKED_ABOUT:
            return
        said = _said(found)
        with self._database.transaction() as connection:
            _take(connection, found, said, clock.now())

    def _claim(self, refund_id: str) -> Order | None:
        at = clock.now()
        with self._database.transaction() as connection:
            found = order.load(connection, self._keyring, self._rails, refund_id)
            if found is None or found.state != "approved":
                return None
            if found.rail is None:
                finishing.failed(connection, refund_id, "approved", reason="rail_gone", at=at)
                return None
            times = {"sent_at": at, "next_ask_at": at + FIRST_ASK, "asks": 0}
            return (
                found
                if move(connection, REFUND, refund_id, REFUND_STATES, "approved", "sent", **times)
                else None
            )

    def _not_taken(self, claimed: Order, error: RailError) -> None:
        log.warning("refund_not_taken", refund=claimed.id, rail=claimed.rail_name, reason=error.reason)
        at = clock.now()
        with self._database.transaction() as connection:
            if isinstance(error, NotReached):
                move(connection, REFUND, claimed.id, REFUND_STATES, "sent", "approved", next_ask_at=None)
            elif isinstance(error, Unanswered):
                move(
                    connection,
                    REFUND,
                    claimed.id,
                    REFUND_STATES,
                    "sent",
                    "unknown",
                    next_ask_at=at + FIRST_ASK,
                )
            else:
                reason = "not_supported" if isinstance(error, NotSupported) else error.reason
                finishing.failed(connection, claimed.id, "sent", reason=reason, at=at)
        # Raised outside: within, it would roll back what was just written.
        if isinstance(error, NotTried):
            raise Later(error.retry_in_s or RETRY_S) from None
        if isinstance(error, NotReached):
            raise error


def _said(found: Order) -> Standing | None:
    """None for no answer, or nobody to ask: either way it is asked about again, ever less often."""
    if found.rail is None:
        log.error("rail_gone", refund=found.id, rail=found.rail_name)
        return None
    try:
        return found.rail.ask_refund(found.words)
    except RailError as error:
        log.warning("refund_not_asked", refund=found.id, rail=found.rail_name, reason=error.reason)
        return None


def _take(connection: Connection, found: Order, said: Standing | None, at: datetime) -> None:
    """What the operator said about a refund; None for nothing."""
    if said is None or said.state == "pending":
        _wait(connection, found, at)
    elif said.state == "succeeded" and said.amount_xof in (None, found.words.amount_xof):
        finishing.done(connection, found.id, at=at, operator_ref=said.operator_id)
    elif said.state == "succeeded":
        log.error("refund_mismatch", refund=found.id, rail=found.rail_name)
        _wait(connection, found, at)
    elif said.state in ("failed", "expired"):
        finishing.failed(connection, found.id, found.state, reason=said.reason or said.state, at=at)
    elif found.sent_at is not None and at >= found.sent_at + ABSENT_GRACE:
        # It never arrived: the same key is sent again.
        move(connection, REFUND, found.id, REFUND_STATES, found.state, "approved", next_ask_at=None)
        outbox.publish(connection, APPROVED, found.id, lane=LANE)
    else:
        _wait(connection, found, at)


def _wait(connection: Connection, found: Order, at: datetime) -> None:
    later = min(FIRST_ASK * 2 ** min(found.asks, 10), ASK_AT_MOST_EVERY)
    connection.execute(
        update(REFUND)
        .where(REFUND.c.id == found.id, REFUND.c.state == found.state)
        .values(next_ask_at=at + later, asks=REFUND.c.asks + 1)
    )
