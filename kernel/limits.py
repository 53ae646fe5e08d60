"""How often one key may do one thing, counted in Redis for all processes. Not for what must survive Redis.

The state of a limit is lost with Redis, so each caller says what a missing answer means.
"""

import threading
from hashlib import blake2b

import redis
import structlog

from kernel import clock

_MAX_LIMIT = 10_000  # The log of a window holds one entry a hit: some 100 bytes each.
_QUIET_S = 10.0  # One line in 10 s while Redis is down, not one a request.

# Sliding window log: exact at any instant, where a fixed window lets twice the limit pass around its edge.
# One script is one step for Redis, so fifty callers at once cannot pass together.
# The time is Redis' own: the processes' clocks may differ. The count in the member keeps two hits in
# one microsecond apart.
_SCRIPT = """
local now = redis.call('TIME')
local at = now[1] * 1000000 + now[2]
local window = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at - window)
local used = redis.call('ZCARD', KEYS[1])
if used >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], at, string.format('%.0f:%d', at, used))
redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
return 1
"""

log = structlog.get_logger(__name__)


class Limits:
    """Sliding windows. The client brings its own socket timeouts (1 s, fault row 10)."""

    def __init__(self, client: redis.Redis, *, secret: bytes = b"") -> None:
        """``secret`` (64 bytes are used) keys the hashes: plain ones of phones are guessed by trying all."""
        self._script = client.register_script(_SCRIPT)
        self._secret = secret[:64]
        self._lock = threading.Lock()
        self._told_at = float("-inf")

    def allow(self, name: str, key: str, limit: int, window_s: float, *, open_when_down: bool) -> bool:
        """True for at most ``limit`` calls with this name and key in any ``window_s`` seconds.

        A refused call does not count, so that an impatient citizen is let in again on time. When Redis does
        not answer the result is ``open_when_down``: False for log-ins and look-ups, True for USSD (fault
        row 8). ``key`` may be a phone: only its hash is stored.
        """
        if not 1 <= limit <= _MAX_LIMIT:
            raise ValueError(f"a limit lies between 1 and {_MAX_LIMIT}")
        hashed = blake2b(f"{name}\0{key}".encode(), digest_size=16, key=self._secret).hexdigest()
        try:
            window = round(window_s * 1_000_000)
            return bool(self._script(keys=[f"limit:{name}:{hashed}"], args=[limit, window]))
        except redis.RedisError as error:
            self._tell(name, type(error).__name__, open_when_down)
            return open_when_down

    def _tell(self, name: str, error: str, opened: bool) -> None:
        with self._lock:
            if clock.monotonic() - self._told_at < _QUIET_S:
                return
            self._told_at = clock.monotonic()
        log.warning("limits_without_redis", limit=name, error=error, opened=opened)
