"""Rings the workers: at once when the bell sounds, for everything overdue every few seconds, and for the tasks.

It holds no state and moves no data: two of them do no harm, and after none for a while the sweep catches up.
"""

import redis
import structlog

from gateway import bell, queues, ticks
from gateway.wiring import Guichet
from kernel import clock, outbox
from kernel.database import DatabaseUnavailable

SWEEP_S = 5.0
HEARTBEAT_S = 30
ALIVE_S = 120
PAUSE_AFTER_ERROR_S = 1.0
log = structlog.get_logger(__name__)


class Ticker:
    """``run`` until ``stop`` is called from a signal handler."""

    def __init__(self, guichet: Guichet, bells: redis.Redis) -> None:
        self._guichet = guichet
        self._bells = bells  # its own client: it waits longer than any other call may
        self._stopping = False
        self._next_sweep = 0.0
        self._next_heartbeat = 0.0

    def stop(self, *_: object) -> None:
        """Finish the round that runs and return from ``run``."""
        self._stopping = True

    def run(self) -> None:
        """Ring until stopped; an unreachable Redis or PostgreSQL is waited for."""
        while not self._stopping:
            try:
                self.round()
            except (redis.RedisError, DatabaseUnavailable) as error:
                log.warning("ticker_waits", error=type(error).__name__)
                clock.sleep(PAUSE_AFTER_ERROR_S)

    def round(self, wait_s: float = 1.0) -> None:
        """One round: listen for ``wait_s``, ring what was heard, sweep and tick when it is time."""
        for lane in bell.listen(self._bells, wait_s):
            queues.ring_worker(self._guichet.redis, lane)
        if clock.monotonic() >= self._next_sweep:
            self._sweep()
            self._next_sweep = clock.monotonic() + SWEEP_S

    def _sweep(self) -> None:
        with self._guichet.database.transaction() as connection:
            due = bell.workers_of(outbox.lanes_due(connection))
        seconds = clock.now().timestamp()
        if seconds >= self._next_heartbeat:
            due = set(bell.LANES)  # an empty drain proves that the lane's worker is alive
            self._next_heartbeat = seconds + HEARTBEAT_S
        for lane in due:
            queues.ring_worker(self._guichet.redis, lane)
        for name, task in ticks.TASKS.items():
            slot = int(seconds / task.every_s)
            # Whoever sets the slot first rings for it: RQ forgets a finished job's id, so that would not do.
            if self._guichet.redis.set(f"guichet:tick:{name}:{slot}", "1", nx=True, ex=2 * task.every_s):
                queues.enqueue_tick(self._guichet.redis, name, slot)
        self._guichet.redis.set("guichet:alive:ticker", "1", ex=ALIVE_S)
