"""The only place of the simulator that reads the time."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def epoch() -> float:
    """Seconds since 1970, for due times that must survive a restart."""
    return time.time()


def monotonic() -> float:
    """Seconds of a clock that never jumps, for durations."""
    return time.monotonic()


def iso(at: datetime) -> str:
    """``2026-03-04T05:06:07Z``: the RFC 3339 form every partner reads."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
