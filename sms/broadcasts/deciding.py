"""Letting a broadcast go, and stopping it. Who the person is was proven by the caller."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, select

from kernel import audit
from kernel.states import move
from sms.broadcasts.errors import NotAllowed
from sms.broadcasts.states import BROADCAST
from sms.broadcasts.tables import SMS_BROADCAST
from sms.broadcasts.withdrawing import withdraw

# A mistake that a thousand people read is in the newspaper, and 50,000 F is what a prefecture's petty cash may pay
# without a second signature: above either, two persons. Below, one may remind the holders of a small service at once.
RECIPIENTS_ALONE_MAX = 1_000
COST_ALONE_MAX_XOF = 50_000

log = structlog.get_logger(__name__)


def needs_two(recipients: int, cost_xof: int) -> bool:
    """Whether a second person must approve."""
    return recipients > RECIPIENTS_ALONE_MAX or cost_xof > COST_ALONE_MAX_XOF


def approve(connection: Connection, broadcast_id: int, *, by: str, at: datetime) -> None:
    """Let the feeder take it. Raises NotAllowed, LookupError."""
    row = _held(connection, broadcast_id)
    if row.state != "draft" or row.filled_at is None:
        raise NotAllowed(
            f"broadcast {broadcast_id} is {row.state}" + ("" if row.filled_at else ", not prepared")
        )
    if row.recipients == 0:
        raise NotAllowed(f"broadcast {broadcast_id} has no recipients")
    if needs_two(row.recipients, row.cost_xof) and row.prepared_by.casefold() == by.casefold():
        raise NotAllowed(
            f"more than {RECIPIENTS_ALONE_MAX} recipients or {COST_ALONE_MAX_XOF} F: another person approves it"
        )
    move(
        connection,
        SMS_BROADCAST,
        broadcast_id,
        BROADCAST,
        "draft",
        "approved",
        approved_by=by,
        approved_at=at,
    )
    log.info("broadcast_approved", broadcast=broadcast_id, recipients=row.recipients)
    detail = {"recipients": row.recipients, "parts": row.parts, "cost_xof": row.cost_xof}
    audit.append(connection, f"staff:{by}", "broadcast.approve", f"broadcast:{broadcast_id}", detail)


def stop(connection: Connection, broadcast_id: int, *, by: str, at: datetime) -> int:
    """From its commit on nothing more leaves; how many queued messages were taken back. Raises NotAllowed, LookupError.

    A message that a provider is being handed at this very moment may still arrive.
    """
    row = _held(connection, broadcast_id)
    if row.state in BROADCAST.final:
        raise NotAllowed(f"broadcast {broadcast_id} is {row.state}")
    move(connection, SMS_BROADCAST, broadcast_id, BROADCAST, row.state, "stopped", stopped_by=by, ended_at=at)
    taken_back = withdraw(connection, at)
    log.info("broadcast_stopped", broadcast=broadcast_id, fed=row.fed, taken_back=taken_back)
    detail = {"fed": row.fed, "taken_back": taken_back}
    audit.append(connection, f"staff:{by}", "broadcast.stop", f"broadcast:{broadcast_id}", detail)
    return taken_back


def _held(connection: Connection, broadcast_id: int) -> Row[Any]:
    """The row, which no feeder touches until this transaction ends: the one at work needs 0.25 s for its page."""
    row = connection.execute(
        select(SMS_BROADCAST).where(SMS_BROADCAST.c.id == broadcast_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise LookupError(f"no broadcast {broadcast_id}")
    return row
