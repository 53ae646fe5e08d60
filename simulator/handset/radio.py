"""Sends one USSD turn through the network, with the faults ordered for it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from simulator import clock
from simulator.faults import Faults
from simulator.options import Options
from simulator.wire import Reply, Request, Unreachable, send


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one turn. ``replies`` are two when it was repeated; ``problem`` when none came."""

    request: Request
    replies: tuple[Reply, ...]
    problem: str
    ms: float
    dropped: bool = False
    delayed_s: float = 0.0

    @property
    def equal(self) -> bool | None:
        """Were the repeated answers the same bytes? None when the turn was not repeated."""
        if len(self.replies) < 2:
            return None
        first, second = self.replies
        return (first.status, first.body) == (second.status, second.body)


class Radio:
    """The network between a phone and the gateway."""

    def __init__(self, options: Options, faults: Faults, stopping: threading.Event) -> None:
        self._options = options
        self._faults = faults
        self._stopping = stopping

    def transmit(self, request: Request, system: str, number: str) -> Sent:
        """Send, wait for the answer as long as the operator would, and apply what was ordered."""
        delay = self._faults.take(system, ["delay"], [number])
        delayed = (delay.seconds or self._options.delay_s) if delay else 0.0
        self._stopping.wait(delayed)
        copies = 2 if self._faults.take(system, ["repeat"], [number]) else 1
        started = clock.monotonic()
        replies, problem = self._send(request, copies)
        dropped = self._faults.take(system, ["drop"], [number]) is not None
        milliseconds = round((clock.monotonic() - started) * 1000, 1)
        return Sent(request, replies, problem, milliseconds, dropped, delayed)

    def _send(self, request: Request, copies: int) -> tuple[tuple[Reply, ...], str]:
        together = threading.Barrier(copies)

        def one() -> Reply | str:
            together.wait()
            try:
                return send(request, self._options.app_timeout_s)
            except Unreachable as error:
                return error.reason

        with ThreadPoolExecutor(copies, thread_name_prefix="radio") as hands:
            futures = [hands.submit(one) for _ in range(copies)]
            results = [future.result() for future in futures]
        replies = tuple(each for each in results if isinstance(each, Reply))
        return replies, next((each for each in results if isinstance(each, str)), "")
