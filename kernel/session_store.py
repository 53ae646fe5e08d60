"""Sessions in Redis: a turnstile that lets each turn through once, and gives the stored reply to its repeats.

Two round trips a step: ``open`` (limit, caller check, replay, claim, state) and ``close`` (state, reply, claim).
What must survive Redis is committed in PostgreSQL by the step itself; losing everything here repeats nothing.
"""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import redis

from kernel import clock
from kernel.crypto import KeyMissing, Keyring, SealBroken
from kernel.lua_script import LuaScript
from kernel.session_keys import SessionKeys, phone_key, session_key
from kernel.turn import Turn

# A session lives 180 s at most and may be resumed within 10 minutes: after that nothing of it is needed.
SESSION_TTL_S = 660
PHONE_TTL_S = 30 * 24 * 3600
# No phone types 30 answers a second; a script that does must not cost the others anything (bad-input row 24).
STEPS_PER_SECOND_MAX = 30
# Longer than the 4 s fuse, so that a claim outlives its step, and short enough for a killed process to be forgotten.
CLAIM_TTL_MS = 5000
WAIT_S = 3.0
WAIT_STEP_S = 0.02
SOCKET_TIMEOUT_S = 1.0
CONNECT_TIMEOUT_S = 0.5
# One for each thread that may ask at once: 32 places of a web process at most, one for large bodies, 8 of the fuse.
# The thread beyond them would be told that Redis is down. A connection is opened when somebody needs it, not before.
CONNECTIONS_MAX = 48
BELL = "guichet:bell"
# With nobody listening the list would grow for ever; a few unheard bells say as much as a million.
UNHEARD_MAX = 200

_LUA = Path(__file__).parent / "lua"


class StoreUnavailable(Exception):
    """Redis is down or slow: end politely, the citizen dials again."""


class Verdict(StrEnum):
    """What the turnstile says of a turn."""

    FRESH = "F"  # a session not seen before
    KNOWN = "K"  # a session that goes on
    REPLAY = "R"  # answered before: the same reply again
    CONFLICT = "X"  # this session id belongs to another phone or service code
    LIMITED = "L"  # too many steps a second from this phone
    BUSY = "B"  # the same session is still being answered


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to run one step. ``state`` for KNOWN, ``reply`` for REPLAY, ``language`` and ``previous`` for FRESH."""

    verdict: Verdict
    claim: str = ""
    state: bytes | None = None
    reply: bytes | None = None
    language: str | None = None
    previous: bytes | None = None
    keys: SessionKeys | None = None


class SessionStore:
    """``client`` must return bytes. Raises StoreUnavailable when Redis does not answer."""

    def __init__(self, client: redis.Redis, keyring: Keyring) -> None:
        self._client = client
        self._keyring = keyring
        self._open = LuaScript(client, (_LUA / "open.lua").read_text(encoding="utf-8"))
        self._close = LuaScript(client, (_LUA / "close.lua").read_text(encoding="utf-8"))

    def open(self, turn: Turn) -> Ticket:
        """Ask to run ``turn``; waits up to 3 s while the same session is being answered elsewhere."""
        keys = SessionKeys.of(turn, self._keyring)
        claim = secrets.token_hex(8)
        deadline = clock.monotonic() + WAIT_S
        counted = STEPS_PER_SECOND_MAX
        while True:
            ticket = self._ask(keys, claim, counted)
            if ticket.verdict is not Verdict.BUSY or clock.monotonic() > deadline:
                return ticket
            counted = 0  # waiting is not another step
            time.sleep(WAIT_STEP_S)

    def close(
        self,
        turn: Turn,
        ticket: Ticket,
        *,
        state: bytes,
        reply: bytes,
        ended: bool,
        language: str | None = None,
        ring: Sequence[str] = (),
    ) -> bool:
        """Store the step's state and reply, give the claim back, ring for ``ring``. False when the claim had lapsed."""
        keys = ticket.keys or SessionKeys.of(turn, self._keyring)
        try:
            kept = self._close.run(
                [keys.session, keys.phone, BELL],
                [
                    ticket.claim,
                    keys.fingerprint,
                    keys.window_ms,
                    _now_ms(),
                    "1" if ended else "",
                    self._keyring.seal(state, keys.session),
                    self._keyring.seal(reply, keys.session),
                    language or "",
                    SESSION_TTL_S,
                    PHONE_TTL_S,
                    UNHEARD_MAX,
                    *ring,
                ],
            )
        except redis.RedisError as error:
            raise StoreUnavailable(type(error).__name__) from error
        return bool(kept)

    def disconnect(self) -> None:
        """Give back the connections that are the store's own; ``client`` is its owner's to close."""
        self._open.disconnect()
        self._close.disconnect()

    def release(self, turn: Turn, ticket: Ticket) -> None:
        """Give the claim back without a reply: the step failed and may be tried again."""
        keys = ticket.keys or SessionKeys.of(turn, self._keyring)
        try:
            self._close.run([keys.session, keys.phone, BELL], [ticket.claim])
        except redis.RedisError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def forget(self, phone: str) -> int:
        """Drop what is remembered of ``phone`` (E.164): its language and newest session; how many keys went."""
        key = phone_key(phone, self._keyring)
        try:
            session = self._client.hget(key, "session")
            return int(self._client.delete(key, *([session] if session else [])))
        except redis.RedisError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def is_open(self, dialect: str, session: str) -> bool:
        """Whether this session still expects an answer: some operators ask. Raises StoreUnavailable."""
        try:
            state, ended = self._client.hmget(session_key(dialect, session), ["s", "e"])
        except redis.RedisError as error:
            raise StoreUnavailable(type(error).__name__) from error
        return state is not None and ended != b"1"

    def _ask(self, keys: SessionKeys, claim: str, counted: int) -> Ticket:
        try:
            found = self._open.run(
                [keys.session, keys.phone, keys.pace],
                [
                    keys.fingerprint,
                    keys.binding,
                    _now_ms(),
                    claim,
                    CLAIM_TTL_MS,
                    keys.window_ms,
                    counted,
                    SESSION_TTL_S,
                ],
            )
        except redis.RedisError as error:
            raise StoreUnavailable(type(error).__name__) from error
        verdict = Verdict(found[0].decode())
        match verdict:
            case Verdict.REPLAY:
                return Ticket(verdict, reply=self._keyring.open(found[1], keys.session))
            case Verdict.KNOWN:
                return Ticket(verdict, claim, state=self._keyring.open(found[1], keys.session), keys=keys)
            case Verdict.FRESH:
                language, key, sealed = found[1], found[2], found[3]
                return Ticket(
                    verdict,
                    claim,
                    language=language.decode() or None,
                    previous=self._previous(key.decode(), sealed),
                    keys=keys,
                )
            case _:
                return Ticket(verdict)

    def _previous(self, key: str, sealed: bytes) -> bytes | None:
        if not sealed:
            return None
        try:
            return self._keyring.open(sealed, key)
        except (SealBroken, KeyMissing):
            return None  # a key retired meanwhile: the citizen starts again, nothing else is lost


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


def connect(url: str, *, connections_max: int = CONNECTIONS_MAX) -> redis.Redis:
    """A client whose every call is bounded: a Redis that stalls costs a citizen two seconds, one that is gone none."""
    return redis.Redis.from_url(
        url,
        socket_timeout=SOCKET_TIMEOUT_S,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        max_connections=connections_max,
        # One more try finds a restarted server behind a dead pooled socket; both scripts bear being run twice.
        retry=redis.retry.Retry(redis.backoff.NoBackoff(), 1),
    )
