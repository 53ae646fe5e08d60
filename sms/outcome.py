"""What a hand-over ended in, written down. Every function runs in the caller's transaction."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernel import clock
from kernel.states import move
from sms import reports
from sms.contract import Handed, ProviderError
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE

# Nothing was sent: again soon after a hiccup, then every 5 minutes, as GOV.UK Notify does.
RETRY_S = (10, 60, 300)
# Some 24 hours at 300 s. News of a case is worth that; what is not, says so in ``expires_at``.
ATTEMPTS_MAX = 290
# A provider that asks for more than an hour is asked again anyway: the account may have been repaired.
RETRY_AFTER_MAX_S = 3600
# A late report often settles an unknown outcome within minutes; the message leaves again only after that.
REPEAT_AFTER_S = 600


def sent(connection: Connection, message_id: UUID, handed: Handed) -> None:
    """The provider took it; reports that overtook its answer are applied now."""
    row = connection.execute(select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == message_id)).one()
    reports.lock(connection, row.provider, handed.provider_id, row.phone_index)
    values = {
        "provider_id": handed.provider_id,
        "cost_text": handed.cost,
        "parts": handed.parts or row.parts,
        "reason": None,
    }
    # A slow worker whose lease ran out finds its message ``unknown``: the answer it holds is better news.
    for state in ("handed", "unknown"):
        if move(connection, SMS_MESSAGE, message_id, MESSAGE, state, "sent", **values):
            reports.catch_up(connection, message_id)
            return


def not_sent(connection: Connection, row: Row[Any], error: ProviderError, *, may_repeat: bool) -> int | None:
    """Seconds until the message is looked at again; None when it is over, or was taken from us meanwhile."""
    if row.state != "handed":
        return None
    if error.sent:
        return unknown(connection, row, error.code, may_repeat=may_repeat)
    if error.retry and row.attempts < ATTEMPTS_MAX:
        move(connection, SMS_MESSAGE, row.id, MESSAGE, "handed", "queued", reason=error.code)
        pace = RETRY_S[min(row.attempts, len(RETRY_S)) - 1]
        return pace if error.after_s is None else min(error.after_s, RETRY_AFTER_MAX_S)
    close(connection, row.id, "handed", "failed", error.code)
    return None


def unknown(connection: Connection, row: Row[Any], reason: str, *, may_repeat: bool) -> int | None:
    """Nobody knows whether it left. Seconds until it may leave once more, None when it may not."""
    reports.lock(connection, row.provider, None, row.phone_index)
    move(connection, SMS_MESSAGE, row.id, MESSAGE, "handed", "unknown", reason=reason)
    reports.catch_up(connection, row.id)
    return REPEAT_AFTER_S if may_repeat else None


def close(connection: Connection, message_id: UUID, from_: str, to: str, reason: str) -> bool:
    """Move to a final state; False when it is no longer in ``from_``."""
    return move(connection, SMS_MESSAGE, message_id, MESSAGE, from_, to, reason=reason, final_at=clock.now())
