"""Work done behind a request's back: a bounded queue and one thread a process. What waits dies with the process.

Only for what may be lost: statistics, explanations. Work that must happen is a row of ``outbox.py``.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from kernel import clock

Item = TypeVar("Item")

# A process that ends has about 5 s until it is killed: two backlogs of 2 s leave time for the rest.
CLOSING_S = 2.0


class Backlog(Generic[Item]):
    """``work`` gets up to ``batch_max`` items at a time, oldest first, and keeps its errors to itself.

    With ``linger_s`` it begins so much after the first item came, with all that have come by then.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Sequence[Item]], None],
        *,
        waiting_max: int,
        batch_max: int = 1,
        linger_s: float = 0.0,
    ) -> None:
        self._name = name
        self._do = work
        self._batch_max = batch_max
        self._linger_s = linger_s
        self._ending = threading.Event()
        self._waiting: queue.Queue[Item | None] = queue.Queue(waiting_max)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, item: Item) -> bool:
        """Returns at once; False when ``waiting_max`` items wait and this one is dropped."""
        if self._thread is None:
            self._start()
        try:
            self._waiting.put_nowait(item)
        except queue.Full:
            return False
        return True

    def close(self, timeout_s: float = CLOSING_S) -> bool:
        """Finish what waits, then end. False when it took longer than ``timeout_s``."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None:
            return True
        until = clock.monotonic() + timeout_s
        self._ending.set()
        try:
            self._waiting.put(None, timeout=timeout_s)
        except queue.Full:
            return False
        thread.join(max(until - clock.monotonic(), 0.0))
        return not thread.is_alive()

    def _start(self) -> None:
        # By the first item, not at once: a server that forks would leave its threads behind.
        with self._lock:
            if self._thread is None:
                self._ending.clear()
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        going_on = True
        while going_on:
            batch, going_on = self._batch()
            if batch:
                self._do(batch)

    def _batch(self) -> tuple[list[Item], bool]:
        """What waits, at least one; False at the end."""
        found = [self._waiting.get()]
        self._ending.wait(self._linger_s)
        while len(found) < self._batch_max and found[-1] is not None:
            try:
                found.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return [item for item in found if item is not None], found[-1] is not None
