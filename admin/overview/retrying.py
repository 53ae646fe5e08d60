"""A second chance for what is stuck: the same functions as `guichet outbox retry` and the sweeps. Moves no money.

A charge or a refund in doubt is only asked about, by the news that the sweep of payments publishes itself.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, update

from admin.overview.resending import resend
from admin.overview.stuck import Stuck
from cases import filing
from kernel import audit, outbox
from kernel.crypto import Keyring
from payments.attempts.starting import LANE
from payments.polling import CARRIED
from payments.refunds import sending
from payments.refunds.states import ASKED_ABOUT
from payments.refunds.tables import REFUND
from payments.states import ASKED
from payments.tables import PAYMENT_ATTEMPT

Act = Callable[[Connection, Keyring, str, datetime], bool]


def retry(connection: Connection, keyring: Keyring, stuck: Stuck, *, by: str, at: datetime) -> bool:
    """Send it round again and say so in the trail. False when it is not stuck any more, or may not be retried."""
    if not stuck.retryable or not ACTS[stuck.kind](connection, keyring, stuck.id, at):
        return False
    audit.append(
        connection, by, "stuck.retry", f"{stuck.kind}:{stuck.id}", {"what": stuck.what, "why": stuck.why}
    )
    return True


def _work(connection: Connection, keyring: Keyring, row: str, at: datetime) -> bool:
    return outbox.retry(connection, int(row))


def _payment(connection: Connection, keyring: Keyring, attempt: str, at: datetime) -> bool:
    """As the sweep does it: carried, so that it asks no second time while this is under way."""
    carried = connection.execute(
        update(PAYMENT_ATTEMPT)
        .where(PAYMENT_ATTEMPT.c.id == attempt, PAYMENT_ATTEMPT.c.state.in_(ASKED))
        .values(next_poll_at=at + CARRIED)
    )
    if carried.rowcount != 1:
        return False
    outbox.publish(connection, "payment.poll", attempt, lane=LANE)
    return True


def _refund(connection: Connection, keyring: Keyring, refund: str, at: datetime) -> bool:
    """Likewise: the operator is asked under its key, nothing is sent."""
    carried = connection.execute(
        update(REFUND)
        .where(REFUND.c.id == refund, REFUND.c.state.in_(ASKED_ABOUT))
        .values(next_ask_at=at + sending.CARRIED)
    )
    if carried.rowcount != 1:
        return False
    outbox.publish(connection, sending.POLL, refund, lane=LANE)
    return True


def _filing(connection: Connection, keyring: Keyring, case_id: str, at: datetime) -> bool:
    return filing.again(connection, case_id, at)


def _message(connection: Connection, keyring: Keyring, message: str, at: datetime) -> bool:
    return resend(connection, keyring, message, at)


ACTS: Mapping[str, Act] = {
    "work": _work,
    "payment": _payment,
    "refund": _refund,
    "filing": _filing,
    "message": _message,
}
