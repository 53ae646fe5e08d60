"""The moves of an attempt that move no money: claimed, pending, unknown, failed, expired. Money: settlement.

Each is a compare-and-set: False means that somebody else moved first, and that his move counts.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row, bindparam, update

from kernel import outbox
from kernel.crypto import Keyring
from kernel.states import move
from payments import poll_schedule, seals
from payments.attempts.reading import Attempt
from payments.contract import Capabilities, Requested
from payments.states import ASKED, ATTEMPT
from payments.tables import PAYMENT_ATTEMPT

# What is set comes with the parameters.
_WHILE = update(PAYMENT_ATTEMPT).where(
    PAYMENT_ATTEMPT.c.id == bindparam("attempt"), PAYMENT_ATTEMPT.c.state == bindparam("still")
)

log = structlog.get_logger(__name__)


def claim(connection: Connection, attempt: Attempt, can: Capabilities, at: datetime) -> Attempt | None:
    """Before the operator is called, with the time at which it is asked whatever becomes of this process."""
    expires_at = at + timedelta(seconds=can.approval_s)
    due = at + timedelta(seconds=poll_schedule.CLAIMED_S)
    known = {"claimed_at": at, "expires_at": expires_at}
    if not _move(connection, attempt, "claimed", {**known, "next_poll_at": due}):
        return None
    return replace(attempt, state="claimed", claimed_at=at, expires_at=expires_at)


def unclaim(connection: Connection, attempt: Attempt) -> bool:
    """Proven never sent: the same charge may be sent again."""
    return _move(
        connection, attempt, "created", {"claimed_at": None, "expires_at": None, "next_poll_at": None}
    )


def accepted(
    connection: Connection,
    keyring: Keyring,
    attempt: Attempt,
    said: Requested,
    can: Capabilities,
    at: datetime,
) -> bool:
    """The operator has it: pending, its tokens kept, also when a poll was faster than this answer."""
    expires_at = at + timedelta(seconds=said.expires_s)
    tokens = seals.seal_tokens(keyring, attempt.id, said.tokens)
    hint = None if said.hint is None else seals.hint_index(keyring, attempt.rail, said.hint)
    kept = {"tokens_sealed": tokens, "hint_index": hint, "expires_at": expires_at}
    due = expires_at if can.customer_dialled else _next(attempt, 0, at, expires_at, can)
    if _move(connection, attempt, "pending", {**kept, "next_poll_at": due}):
        return True
    connection.execute(update(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == attempt.id).values(**kept))
    return False


def doubt(connection: Connection, attempt: Attempt, reason: str, can: Capabilities, at: datetime) -> bool:
    """Claimed and not answered: asked again soon under the same key, never charged anew."""
    due = _next(attempt, 0, at, attempt.expires_at or at, can)
    return _move(connection, attempt, "unknown", {"reason": reason, "next_poll_at": due})


def wait(connection: Connection, attempt: Attempt, to: str, can: Capabilities, at: datetime) -> bool:
    """No verdict: one more question later. ``to`` is pending or unknown, or the state it is in."""
    polls = attempt.polls + 1
    due = _next(attempt, polls, at, attempt.expires_at or at, can)
    values = {"polls": polls, "next_poll_at": due}
    if to == attempt.state:
        known = {"attempt": attempt.id, "still": to}
        return connection.execute(_WHILE, {**known, **values}).rowcount == 1
    return _move(connection, attempt, to, values)


def put_off(connection: Connection, attempt: Attempt, at: datetime) -> None:
    """Nobody is there to be asked, until the rail is switched on again: looked at as seldom as what is oldest."""
    if attempt.state in ASKED:
        known = {"attempt": attempt.id, "still": attempt.state}
        connection.execute(_WHILE, {**known, "next_poll_at": at + poll_schedule.SLOWEST})


def end(
    connection: Connection, attempt: Attempt | Row[Any], to: str, reason: str | None, at: datetime
) -> bool:
    """failed or expired, by the operator's word or because nothing was ever sent; publishes "payment.failed".

    ``attempt`` may be a row of the table. The subject is the attempt, the payload
    {"invoice": id, "state": to, "reason": one word}.
    """
    if not _move(connection, attempt, to, {"reason": reason, "settled_at": at, "next_poll_at": None}):
        return False
    news = {"invoice": attempt.invoice_id, "state": to, "reason": reason}
    outbox.publish(connection, "payment.failed", attempt.id, payload=news)
    log.info("payment_ended", attempt=attempt.id, rail=attempt.rail, state=to, reason=reason)
    return True


def mismatched(connection: Connection, attempt: Attempt, why: str) -> None:
    """The operator says paid, and not what we asked for: money to nobody, a person looks.

    Publishes "payment.mismatch" once for each reason (subject the attempt, payload {"why": word}).
    """
    changed = connection.execute(
        update(PAYMENT_ATTEMPT)
        .where(PAYMENT_ATTEMPT.c.id == attempt.id, PAYMENT_ATTEMPT.c.mismatch.is_distinct_from(why))
        .values(mismatch=why)
    )
    if changed.rowcount == 1:
        outbox.publish(connection, "payment.mismatch", attempt.id, payload={"why": why})
        log.error("payment_mismatch", attempt=attempt.id, rail=attempt.rail, why=why)


def doubted(connection: Connection, attempt: Attempt, at: datetime) -> None:
    """Past its time and no verdict: say it once, and ask on. Publishes "payment.doubtful" (subject the attempt)."""
    changed = connection.execute(
        update(PAYMENT_ATTEMPT)
        .where(PAYMENT_ATTEMPT.c.id == attempt.id, PAYMENT_ATTEMPT.c.doubted_at.is_(None))
        .values(doubted_at=at)
    )
    if changed.rowcount == 1:
        outbox.publish(connection, "payment.doubtful", attempt.id, payload={"invoice": attempt.invoice_id})
        log.error("payment_doubtful", attempt=attempt.id, rail=attempt.rail)


def _next(attempt: Attempt, polls: int, at: datetime, expires_at: datetime, can: Capabilities) -> datetime:
    return poll_schedule.next_poll(attempt.id, polls, at, expires_at, can.poll_s)


def _move(connection: Connection, attempt: Attempt | Row[Any], to: str, values: Mapping[str, object]) -> bool:
    return move(connection, PAYMENT_ATTEMPT, attempt.id, ATTEMPT, attempt.state, to, **values)
