"""Hand-overs that were not answered: asked about where the provider can tell, repeated where twice is no harm."""

from typing import Any

import structlog
from sqlalchemy import Connection, Row, update

from kernel.states import move
from sms import outcome, reports
from sms.metrics import LOOKED_UP
from sms.purposes import policy_of
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE
from sms.work import Result, Ways

# Seconds after the hand-over at which the provider is asked. Its own books close within seconds; after half a day
# of "cannot tell" it never will, and the sweep of 72 h closes what no report settled.
ASK_AFTER_S = (30, 120, 600, 3600, 14_400, 43_200)
# A late report often settles an unknown outcome within minutes; the message leaves again only after that.
REPEAT_AFTER_S = 600

log = structlog.get_logger(__name__)


def askable(ways: Ways, row: Row[Any]) -> bool:
    """Whether its provider can still be asked what became of it."""
    provider = ways.providers.get(row.provider or "")
    return provider is not None and provider.can_find and row.lookups < len(ASK_AFTER_S)


def may_repeat(ways: Ways, row: Row[Any]) -> bool:
    """Once only: two unknown outcomes in a row say that the network is down, not that luck was bad."""
    return policy_of(row.purpose, ways.policies).repeatable and not row.maybe_duplicate


def ask_after_s(lookups: int) -> int:
    """Seconds after the hand-over at which to ask for the next time."""
    return ASK_AFTER_S[min(lookups, len(ASK_AFTER_S) - 1)]


def begin(connection: Connection, ways: Ways, row: Row[Any], reason: str) -> int | None:
    """Nobody knows whether it left. Seconds until it is looked at again; None: only a report can settle it.

    The caller holds ``reports.lock`` for the provider and the phone.
    """
    move(connection, SMS_MESSAGE, row.id, MESSAGE, "handed", "unknown", reason=reason, lookups=0)
    reports.catch_up(connection, [row.id])
    if askable(ways, row):
        return ask_after_s(0)
    return REPEAT_AFTER_S if may_repeat(ways, row) else None


def answered(connection: Connection, ways: Ways, row: Row[Any], result: Result) -> int | None:
    """What the provider said when asked: it has it, it never came, or it cannot tell now."""
    if row.state != "unknown" or row.handed_at != result.work.handed_at:
        return None
    word = "found" if result.handed else "cannot_tell" if result.error else "absent"
    LOOKED_UP.labels(result.work.provider, word).inc()
    log.info("sms_looked_up", message_id=str(row.id), provider=result.work.provider, answer=word)
    if result.handed is not None:
        outcome.sent(connection, [result])
        return None
    if result.error is None:
        move(connection, SMS_MESSAGE, row.id, MESSAGE, "unknown", "queued", reason="proved_absent")
        return 0
    asked = row.lookups + 1
    connection.execute(update(SMS_MESSAGE).where(SMS_MESSAGE.c.id == row.id).values(lookups=asked))
    if asked < len(ASK_AFTER_S):
        return ASK_AFTER_S[asked] - ASK_AFTER_S[asked - 1]
    return REPEAT_AFTER_S if may_repeat(ways, row) else None
