"""Carries what the outside world pushes to the gateway: reports, incoming SMS, events. Kept on disk until done.

Not for USSD turns: a person waits for those, see ``handset/radio.py``.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from simulator import clock
from simulator.options import Options
from simulator.store import Document, Store
from simulator.wire import Request, Unreachable, send

KEPT = 2000  # Deliveries remembered, done or waiting: enough to look back on a day of demonstrations.
HANDS = 8  # Pushes in flight together, so that one slow answer holds up nobody.
TICK_S = 1.0  # How often clocks are looked at when nothing is due.


@dataclass(frozen=True, slots=True)
class Policy:
    """When a push is done, when it is given up, and how long it waits in between (seconds)."""

    done: range | tuple[int, ...]
    lasts_s: float
    doubles: bool = True
    stops: tuple[int, ...] = ()
    longest_s: float = 60.0


POLICIES = {
    # End-of-session news is not repeated by the operator: it may simply never come.
    "once": Policy(done=range(100, 600), lasts_s=0),
    "report": Policy(done=range(200, 300), lasts_s=3600),
    # Africa's Talking, help article 742510: every minute until HTTP 200, for 12 hours.
    "inbound": Policy(done=(200,), lasts_s=12 * 3600, doubles=False),
    # CloudEvents HTTP webhook 2.2: 410 means never again; anything else but 2xx is tried later.
    "event": Policy(done=range(200, 300), lasts_s=24 * 3600, stops=(410,)),
}


class Courier:
    """``push`` anything, it arrives at least once unless its policy gives up."""

    def __init__(self, options: Options, store: Store) -> None:
        self._options = options
        self._store = store
        self._bell = threading.Condition()
        self._busy: set[str] = set()
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="courier")
        self._chores: list[Callable[[], None]] = []
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin carrying, first of all what an earlier run left behind."""
        self._thread.start()

    def every_tick(self, chore: Callable[[], None]) -> None:
        """Run ``chore`` about once a second."""
        self._chores.append(chore)

    def push(self, policy: str, subject: str, request: Request, after_s: float = 0.0) -> None:
        """Keep a POST and send it ``after_s`` seconds from now. ``subject`` is what ``about`` finds it by."""
        self._store.add(
            "delivery",
            {
                "policy": policy,
                "subject": subject,
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
        self._store.trim("delivery", KEPT)
        self.ring()

    def about(self, subject: str) -> list[Document]:
        """What was pushed about a subject, oldest first."""
        return [each for each in self._store.all("delivery") if each["subject"] == subject]

    def ring(self) -> None:
        """Look again now."""
        with self._bell:
            self._bell.notify()

    def stop(self) -> None:
        """Finish what is in flight; the rest waits on disk for the next start."""
        self._stopping = True
        self.ring()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._hands.shutdown(wait=True, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping:
            for chore in self._chores:
                chore()
            for delivery in self._due():
                self._hands.submit(self._carry, delivery)
            with self._bell:
                if not self._stopping:
                    self._bell.wait(self._pause())

    def _due(self) -> list[Document]:
        now = clock.epoch()
        waiting = [each for each in self._store.all("delivery") if each["state"] == "waiting"]
        due = [each for each in waiting if each["due"] <= now and str(each["serial"]) not in self._busy]
        self._busy.update(str(each["serial"]) for each in due)
        return sorted(due, key=lambda each: float(each["due"]))

    def _pause(self) -> float:
        waiting = [
            float(each["due"])
            for each in self._store.all("delivery")
            if each["state"] == "waiting" and str(each["serial"]) not in self._busy
        ]
        return max(0.0, min(TICK_S, min(waiting, default=TICK_S + clock.epoch()) - clock.epoch()))

    def _carry(self, delivery: Document) -> None:
        key = str(delivery["serial"])
        headers = tuple((name, value) for name, value in delivery["headers"])
        status, answer = 0, ""
        try:
            reply = send(Request(delivery["url"], headers, delivery["body"].encode()), self._options.app_timeout_s)
            status, answer = reply.status, str(reply.status)
        except Unreachable as error:
            answer = error.reason
        try:
            self._store.change("delivery", key, answer=answer, **self._next(delivery, status))
        except KeyError:
            pass  # It was trimmed while in flight.
        finally:
            self._busy.discard(key)
            self.ring()

    def _next(self, delivery: Document, status: int) -> Document:
        policy = POLICIES[delivery["policy"]]
        tries = int(delivery["tries"]) + 1
        if status in policy.done:
            return {"tries": tries, "state": "done"}
        first = self._options.retry_s if policy.doubles else self._options.inbound_retry_s
        wait = min(first * 2 ** min(tries - 1, 10), policy.longest_s) if policy.doubles else first
        late = clock.epoch() + wait > delivery["born"] + policy.lasts_s
        if status in policy.stops or late:
            return {"tries": tries, "state": "given-up"}
        return {"tries": tries, "state": "waiting", "due": clock.epoch() + wait}
