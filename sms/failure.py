"""A provider would not have a message, or did not answer: what the message does next, what it costs the provider."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from kernel import clock
from kernel.states import move
from sms import handing, optouts, outcome, unknown
from sms.contract import OptedOut, ProviderError, Via
from sms.metrics import HANDED
from sms.routing import health
from sms.routing.route import Route, choose
from sms.routing.weights import Weight
from sms.states import MESSAGE
from sms.tables import SMS_MESSAGE
from sms.work import Result, Ways, Work

# Nothing was sent by anyone: again soon after a hiccup, then every 5 minutes, as GOV.UK Notify does.
RETRY_S = (10, 60, 300)
# Some 24 hours at 300 s, each provider counted. What is worth less says so in ``expires_at``.
ATTEMPTS_MAX = 290
# A provider that asks for more than an hour is asked again anyway: the account may have been repaired.
RETRY_AFTER_MAX_S = 3600
# A busy provider is a healthy one (fault row 20): it gets its pause and keeps its points. Twilio says it by a code of
# its own, with a 429 or a 400.
_BUSY = frozenset({"http_429", "too_many"})

log = structlog.get_logger(__name__)


def not_sent(
    connection: Connection, ways: Ways, known: Mapping[str, Weight], row: Row[Any], result: Result
) -> Work | int | None:
    """The next provider's call; or seconds until it is tried again; or None when it is over or no longer ours."""
    work, error = result.work, result.error
    if error is None or row.state != "handed" or row.handed_at != work.handed_at:
        return None
    _note(work, error)
    if error.sent:
        return unknown.begin(connection, ways, row, error.code)
    if isinstance(error, OptedOut):
        optouts.remember_index(connection, work.provider, work.phone_index)
    if not error.retry or row.attempts >= ATTEMPTS_MAX:
        outcome.close(connection, row.id, "handed", "failed", error.code)
        return None
    if (next_call := _elsewhere(connection, ways, known, row, work)) is not None:
        return next_call
    move(connection, SMS_MESSAGE, row.id, MESSAGE, "handed", "queued", reason=error.code)
    return _pause_s(row.attempts, len(work.tried) + 1, error)


def blame(connection: Connection, ways: Ways, results: Sequence[Result]) -> None:
    """Pauses asked for are kept by all processes; errors cost points. Last in its transaction: the rows are shared."""
    errors = [
        (result.work.provider, result.error) for result in results if result.error and not result.work.ask
    ]
    at = clock.now()
    for provider, error in sorted(errors, key=lambda pair: pair[0]):
        if error.after_s:
            until = at + timedelta(seconds=min(error.after_s, RETRY_AFTER_MAX_S))
            health.pause(connection, ways.resting, provider, until)
    guilty = [name for name, error in errors if (error.retry or error.sent) and error.code not in _BUSY]
    if guilty:
        health.failed(connection, ways.resting, guilty, at, ways.routing.health)


def _elsewhere(
    connection: Connection, ways: Ways, known: Mapping[str, Weight], row: Row[Any], work: Work
) -> Work | None:
    """At once, by a provider that has not said no yet. Nothing was sent, so this is no second copy."""
    at = clock.now()
    left = [name for name in ways.providers if name not in work.tried | {work.provider}]
    if not left or (row.expires_at is not None and row.expires_at <= at):
        return None
    via = Via(row.via_provider, row.via_sender) if row.via_provider else None
    seed = row.id.bytes + row.attempts.to_bytes(4)
    route = choose(ways.routing, known, work.message.phone, at, allowed=left, seed=seed, via=via)
    if not isinstance(route, Route):
        return None
    sender = via.sender if via else ways.senders.get(route.provider)
    return handing.hand_on(connection, work, route, sender, row.parts)


def _pause_s(attempts: int, providers: int, error: ProviderError) -> int:
    rounds = max(1, attempts // providers)
    pace = RETRY_S[min(rounds, len(RETRY_S)) - 1]
    return pace if error.after_s is None else min(error.after_s, RETRY_AFTER_MAX_S)


def _note(work: Work, error: ProviderError) -> None:
    word = "unknown" if error.sent else "not_now" if error.retry else "refused"
    HANDED.labels(work.provider, word).inc()
    log.warning(
        "sms_not_sent", reason_code=error.code, retry=error.retry, maybe_sent=error.sent,
        message_id=str(work.id), provider=work.provider,
    )  # fmt: skip
