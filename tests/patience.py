"""The product's own limits of time, long where they are not the point: on a machine that stalls they end good work.

What proves a limit takes it ``as_shipped``, and measures the ``Awake`` time: who stands still keeps no limit.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from conversation import converse
from conversation.converse import Conversation
from kernel import clock, database, egress_connection, egress_guard, session_store
from kernel.database import Database

LONG_S = 60
# Where a limit is kept, by name: in a module, or in the defaults that a constructor was made with.
Limits = Sequence[tuple[dict[str, Any], Mapping[str, float]]]


def _defaults(constructor: Callable[..., None]) -> dict[str, Any]:
    found = getattr(constructor, "__kwdefaults__", None)
    assert isinstance(found, dict)
    return found


# For whom we wait -> how long at most.
LONG: Mapping[str, Limits] = {
    "postgresql": (
        (vars(database), {"CONNECT_TIMEOUT_S": LONG_S, "STALLED_S": LONG_S, "POOL_WAIT_S": LONG_S,
                          "LOCK_TIMEOUT_MS": 1000 * LONG_S}),
        (_defaults(Database.__init__), {"statement_timeout_ms": 1000 * LONG_S}),
    ),
    "redis": ((vars(session_store), {"SOCKET_TIMEOUT_S": LONG_S, "CONNECT_TIMEOUT_S": LONG_S}),),
    "another turn": ((vars(session_store), {"WAIT_S": LONG_S, "CLAIM_TTL_MS": 1000 * LONG_S}),),
    "a connection": ((vars(egress_guard), {"RESOLVE_S": LONG_S}), (vars(egress_connection), {"CONNECT_S": LONG_S})),
    "a step": (
        (vars(converse), {"WITHOUT_STORE_S": LONG_S, "LANGUAGE_S": LONG_S}),
        (_defaults(Conversation.__init__), {"fuse_s": LONG_S}),
    ),
}  # fmt: skip


def _as_they_are() -> Mapping[str, Limits]:
    return {
        whom: tuple((where, {name: where[name] for name in values}) for where, values in limits)
        for whom, limits in LONG.items()
    }


SHIPPED = _as_they_are()


def be_patient() -> None:
    """From now on, in this process: for what is opened from now on."""
    _set(LONG)


@contextmanager
def patient() -> Iterator[None]:
    """For what is opened in the block."""
    with _held(LONG):
        yield


@contextmanager
def as_shipped(*whom: str) -> Iterator[None]:
    """With these, or with all, for what is opened in the block; with the others as it was before."""
    with _held({each: SHIPPED[each] for each in whom or SHIPPED}):
        yield


@contextmanager
def _held(limits: Mapping[str, Limits]) -> Iterator[None]:
    before = _as_they_are()
    _set(limits)
    try:
        yield
    finally:
        _set(before)


def _set(limits: Mapping[str, Limits]) -> None:
    for each in limits.values():
        for where, values in each:
            where.update(values)


class Awake:
    """``seconds`` of the block in which this process ran or waited; while it was stopped, none pass."""

    # It ticks; what was longer than five ticks was no waiting of ours.
    TICK_S, STILL_S = 0.01, 0.05

    def __init__(self) -> None:
        self.seconds = 0.0
        self._ended = threading.Event()
        self._ticking = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Awake":
        self._ticking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._ticking.join()

    def _tick(self) -> None:
        last, ended = clock.monotonic(), False
        while not ended:
            ended = self._ended.wait(self.TICK_S)
            now = clock.monotonic()
            self.seconds += min(now - last, self.STILL_S)
            last = now
