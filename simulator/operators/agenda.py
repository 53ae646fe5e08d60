"""What the operators will do later: approvals, expiries, late successes. Kept on disk until done."""

import heapq
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from simulator import clock
from simulator.store import Document, Store

HANDS = 8  # Acts at the same time: some of them wait for the gateway to take a callback.
TICK_S = 1.0  # The longest sleep, so that a clock set forward is noticed.
END_S = 30.0  # The thread ends within a tick; this much for a machine that stands still.

Act = Callable[[Document], None]


class Agenda:
    """``at`` writes an act down, a thread does it when it is due; after a restart what is overdue comes first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._acts: dict[str, Act] = {}
        self._due = [(float(each["due"]), int(each["serial"])) for each in store.all("agenda")]
        heapq.heapify(self._due)
        self._bell = threading.Condition()
        self._stopping = False
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="agenda")
        self._thread = threading.Thread(target=self._run, name="agenda", daemon=True)

    def teach(self, name: str, act: Act) -> None:
        """Say what an act does. It must bear to be done twice."""
        self._acts[name] = act

    def at(self, after_s: float, act: str, **details: object) -> None:
        """Do ``act`` with ``details`` in ``after_s`` seconds."""
        due = clock.epoch() + after_s
        entry = self._store.add("agenda", {**details, "act": act, "due": due})
        with self._bell:
            heapq.heappush(self._due, (due, int(entry["serial"])))
            self._bell.notify()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being done; the rest waits on disk."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        if self._thread.is_alive():
            self._thread.join(END_S)
        self._hands.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping:
            with self._bell:
                pause = self._due[0][0] - clock.epoch() if self._due else TICK_S
                if pause > 0 and not self._stopping:
                    self._bell.wait(min(pause, TICK_S))
                ready = []
                while self._due and self._due[0][0] <= clock.epoch():
                    ready.append(heapq.heappop(self._due)[1])
            for serial in ready:
                self._hands.submit(self._do, str(serial))

    def _do(self, key: str) -> None:
        entry = self._store.get("agenda", key)
        if entry:
            self._acts[entry["act"]](entry)
            self._store.remove("agenda", key)
