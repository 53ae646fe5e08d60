"""Fuse: work that waits on PostgreSQL, bounded in time and number. What is late still finishes, once.

Steps that touch no port never come here: a thread hand-off costs more than they do.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from threading import BoundedSemaphore
from typing import TypeVar

import structlog

from kernel import clock

Result = TypeVar("Result")
log = structlog.get_logger(__name__)

# Each may hold a connection to PostgreSQL, and a web process has as many more for them (`gateway.connections`).
THREADS_MAX = 8
# Two seconds of work at the usual 5 ms a step is far more than this: a longer queue means an outage.
WAITING_MAX = 32


class Blown(Exception):
    """No result in time. The work goes on and commits by itself, or was never begun (``begun`` False)."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("begun" if begun else "refused")
        self.begun = begun


class Fuse:
    """A small pool. Threads start with the first use, after a server has forked its processes."""

    def __init__(self, threads: int = THREADS_MAX, waiting: int = WAITING_MAX) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="fuse")
        self._room = BoundedSemaphore(threads + waiting)

    def run(self, work: Callable[[], Result], deadline: float) -> Result:
        """The result of ``work``, or its exception. Raises Blown at ``deadline`` (kernel.clock.monotonic)."""
        if not self._room.acquire(blocking=False):
            raise Blown(begun=False)
        try:
            future: Future[Result] = self._pool.submit(work)
        except RuntimeError:  # the process is ending
            self._room.release()
            raise Blown(begun=False) from None
        future.add_done_callback(lambda _: self._room.release())
        try:
            return future.result(max(0.0, deadline - clock.monotonic()))
        except Late:
            if future.done():  # the work itself raised a TimeoutError
                raise
            future.add_done_callback(_tell)
            raise Blown(begun=True) from None

    def close(self) -> None:
        """Let what runs finish, refuse the rest."""
        self._pool.shutdown(wait=True)


def _tell(late: Future[Result]) -> None:
    """Nobody waits for this result any more: a failure would go unseen."""
    error = late.exception()
    log.warning("late_work_ended", error=type(error).__name__ if error else None)
