"""The bell: a Redis list of lanes in which the outbox has something to do. Lost bells cost latency, never work."""

from collections.abc import Iterable, Mapping

import redis
import structlog

from kernel.session_store import BELL, UNHEARD_MAX

LANES = ("events", "administrations", "payments", "sms", "documents")
# Lanes of the outbox that another lane's worker drains, after its own (``jobs.SHARES``).
SERVED_BY: Mapping[str, str] = {"sms_news": "sms", "sms_bulk": "sms"}
log = structlog.get_logger(__name__)


def ring(client: redis.Redis, lanes: Iterable[str]) -> None:
    """Say that ``lanes`` have work. A dead Redis is only logged: the sweep looks for itself every few seconds."""
    names = sorted(workers_of(lanes))
    if not names:
        return
    try:
        client.rpush(BELL, *names)
        client.ltrim(BELL, -UNHEARD_MAX, -1)
    except redis.RedisError as error:
        log.warning("bell_unreachable", error=type(error).__name__)


def workers_of(lanes: Iterable[str]) -> set[str]:
    """The lanes that have a worker of their own, for ``lanes`` of the outbox."""
    return {SERVED_BY.get(lane, lane) for lane in lanes}


def listen(client: redis.Redis, seconds: float) -> set[str]:
    """The lanes rung for, waiting up to ``seconds`` for the first; duplicates fall together, strange names away."""
    first = client.blpop([BELL], timeout=seconds)
    if not first:
        return set()
    others = client.lpop(BELL, UNHEARD_MAX) or []
    return workers_of(name.decode() for name in [first[1], *others]) & set(LANES)
