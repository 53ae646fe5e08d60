"""Liveness and readiness: what is broken, by name, before a citizen finds it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis
from flask import Blueprint, Response, jsonify

from gateway import bell, inside
from gateway.wiring import Guichet
from kernel import access, clock, outbox
from kernel.database import DatabaseUnavailable

# A due row older than this means that nobody drains its lane (fault rows 7 and 42).
BACKLOG_SECONDS_MAX = 60
PROBE_S = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One component: ``ok``, and in a few words what was seen."""

    name: str
    ok: bool
    seen: str


def findings(guichet: Guichet) -> list[Finding]:
    """Every component, looked at now."""
    return [Finding(name, *_look(check, guichet)) for name, check in CHECKS.items()]


def blueprint(guichet: Guichet) -> Blueprint:
    """``/healthz`` and ``/readyz``."""
    views = Blueprint("health", __name__)

    @views.get("/healthz")
    @access.public(reason="liveness says nothing but that the process answers")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @views.get("/readyz")
    @inside.only(guichet.settings)
    def readyz() -> tuple[Response, int]:
        seen = findings(guichet)
        ready = all(finding.ok for finding in seen)
        parts: dict[str, Any] = {finding.name: {"ok": finding.ok, "seen": finding.seen} for finding in seen}
        return jsonify({"ready": ready, "components": parts}), 200 if ready else 503

    return views


def _look(check: Callable[[Guichet], tuple[bool, str]], guichet: Guichet) -> tuple[bool, str]:
    try:
        return check(guichet)
    except (DatabaseUnavailable, redis.RedisError) as error:
        return False, f"fails ({type(error).__name__})"


def _postgresql(guichet: Guichet) -> tuple[bool, str]:
    guichet.database.ping()
    return True, "answers"


def _redis(guichet: Guichet) -> tuple[bool, str]:
    # A write, not a ping: a Redis whose memory is used up still reads (fault row 11).
    guichet.redis.set("guichet:probe", "1", ex=PROBE_S)
    return True, "answers"


def _ticker(guichet: Guichet) -> tuple[bool, str]:
    alive = bool(guichet.redis.exists("guichet:alive:ticker"))
    return alive, "rings" if alive else "not heard of for 2 minutes"


def _workers(guichet: Guichet) -> tuple[bool, str]:
    silent = [lane for lane in bell.LANES if not guichet.redis.exists(f"guichet:alive:{lane}")]
    return not silent, f"silent: {', '.join(silent)}" if silent else f"{len(bell.LANES)} lanes"


def _backlog(guichet: Guichet) -> tuple[bool, str]:
    with guichet.database.transaction() as connection:
        oldest = outbox.oldest_due_at(connection)
    age = int((clock.now() - oldest).total_seconds()) if oldest else 0
    return age <= BACKLOG_SECONDS_MAX, f"oldest due row: {age} s"


CHECKS: dict[str, Callable[[Guichet], tuple[bool, str]]] = {
    "postgresql": _postgresql,
    "redis": _redis,
    "ticker": _ticker,
    "workers": _workers,
    "backlog": _backlog,
}
