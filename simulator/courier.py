"""Carries what the world pushes to the gateway: reports, incoming SMS, events. Kept on disk until done.

Not for USSD turns: a person waits for those, see ``handset/radio.py``.
"""

import heapq
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from simulator import clock
from simulator.in_flight import InFlight
from simulator.options import Options
from simulator.policy import after_try
from simulator.store import Document, Store
from simulator.wire import Reply, Request, Unreachable, send

KEPT = 2000  # Finished pushes remembered: enough to look back on a day of demonstrations.
HANDS = 8  # Pushes in flight together, so that one slow answer holds up nobody.
HELD = "held"  # The answer shown for a push that waits for its sender to be up again.
TICK_S = 1.0  # How often clocks are looked at when nothing is due.
END_S = 30.0  # The thread ends within a tick; this much for a machine that stands still.


# What a listener gets: the delivery, and the answer or None when it was given up.
Heard = Callable[[Document, Reply | None], None]


class Courier:
    """``push`` anything, it arrives at least once unless its policy gives up, in order with what has its subject."""

    def __init__(self, options: Options, store: Store) -> None:
        self._options = options
        self._store = store
        self._bell = threading.Condition()
        self._in_flight = InFlight()
        self._landed: list[Document] = []
        self._due = [(float(each["due"]), int(each["serial"])) for each in store.all("delivery")]
        heapq.heapify(self._due)
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="courier")
        self._chores: list[Callable[[], None]] = []
        self._heard: dict[str, Heard] = {}
        self._closed: Callable[[str], bool] = lambda sender: False
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin carrying, first of all what an earlier run left behind."""
        self._thread.start()

    def every_tick(self, chore: Callable[[], None]) -> None:
        """Run ``chore`` about once a second. Call before ``start``."""
        self._chores.append(chore)

    def listen(self, policy: str, heard: Heard) -> None:
        """Give ``heard`` the answer to every push of a policy, once it is done. Call before ``start``."""
        self._heard[policy] = heard

    def hold_while(self, closed: Callable[[str], bool]) -> None:
        """Hold back what a sender pushes while ``closed(sender)``. Call before ``start``."""
        self._closed = closed

    def push(
        self, policy: str, subject: str, request: Request, after_s: float = 0.0, sender: str = ""
    ) -> None:
        """Keep a request and send it ``after_s`` seconds from now. ``by_subject`` finds it again."""
        self._schedule(self._keep(policy, subject, request, after_s, sender))

    def push_now(self, policy: str, subject: str, request: Request) -> None:
        """Send in the caller's thread and come back when it was answered, or failed a first time."""
        self._carry(str(self._keep(policy, subject, request, 0.0)["serial"]))

    def by_subject(self) -> dict[str, list[Document]]:
        """Everything pushed and remembered, by subject, oldest first: done, given up or still waiting."""
        with self._store.lock:  # Between two looks one could move from waiting to carried, and be in neither.
            everything = self._store.all("carried") + self._store.all("delivery")
        found: dict[str, list[Document]] = {}
        for each in sorted(everything, key=lambda each: float(each["born"])):
            found.setdefault(each["subject"], []).append(each)
        return found

    def stop(self) -> None:
        """Finish what is in flight; the rest waits on disk for the next start."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        if self._thread.is_alive():
            self._thread.join(END_S)
        self._hands.shutdown(wait=True, cancel_futures=True)

    def _keep(
        self, policy: str, subject: str, request: Request, after_s: float, sender: str = ""
    ) -> Document:
        return self._store.add(
            "delivery",
            {
                "policy": policy,
                "subject": subject,
                "sender": sender,
                "method": request.method,
                "url": request.url,
                "headers": [list(pair) for pair in request.headers],
                "body": request.body.decode(),
                "born": clock.epoch(),
                "due": clock.epoch() + after_s,
                "tries": 0,
                "state": "waiting",
                "answer": "",
            },
        )

    def _schedule(self, delivery: Document) -> None:
        with self._bell:
            heapq.heappush(self._due, (float(delivery["due"]), int(delivery["serial"])))
            self._bell.notify()

    def _run(self) -> None:
        while not self._stopping:
            for chore in self._chores:
                chore()
            for serial in self._ready():
                delivery = self._store.get("delivery", str(serial))
                if self._in_flight.leaves(delivery):
                    self._hands.submit(self._fly, delivery)

    def _ready(self) -> list[int]:
        """Serials of what is due, once something is, or a tick has passed."""
        with self._bell:
            pause = self._due[0][0] - clock.epoch() if self._due else TICK_S
            if pause > 0 and not self._landed and not self._stopping:
                self._bell.wait(min(pause, TICK_S))
            while self._landed:
                for waited in self._in_flight.landed(self._landed.pop(0)):
                    heapq.heappush(self._due, waited)
            ready = []
            while self._due and self._due[0][0] <= clock.epoch():
                ready.append(heapq.heappop(self._due)[1])
            return ready

    def _fly(self, delivery: Document) -> None:
        try:
            self._carry(str(delivery["serial"]))
        finally:
            with self._bell:
                self._landed.append(delivery)
                self._bell.notify()

    def _carry(self, key: str) -> None:
        delivery = self._store.get("delivery", key)
        if self._closed(delivery.get("sender", "")):
            self._wait({**delivery, "answer": HELD, "due": clock.epoch() + self._options.retry_s})
            return
        reply, answer = self._send(delivery)
        status = reply.status if reply else 0
        waits = self._options.retry_s, self._options.inbound_retry_s
        delivery = {**delivery, **after_try(delivery, status, clock.epoch(), *waits), "answer": answer}
        if delivery["state"] == "waiting":
            self._wait(delivery)
            return
        with self._store.lock:
            self._store.remove("delivery", key)
            self._store.add("carried", delivery)
            self._store.trim("carried", KEPT)
        if heard := self._heard.get(delivery["policy"]):
            heard(delivery, reply if delivery["state"] == "done" else None)

    def _send(self, delivery: Document) -> tuple[Reply | None, str]:
        """The answer and how it is shown; None and why when none came."""
        headers = tuple((name, value) for name, value in delivery["headers"])
        method = delivery.get("method", "POST")
        request = Request(delivery["url"], headers, delivery["body"].encode(), method)
        try:
            reply = send(request, self._options.app_timeout_s)
        except Unreachable as error:
            return None, error.reason
        return reply, str(reply.status)

    def _wait(self, delivery: Document) -> None:
        self._store.change("delivery", str(delivery["serial"]), **delivery)
        self._schedule(delivery)
