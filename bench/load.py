"""The load: phones that dial, in one process on one core, by epoll and raw sockets.

Closed (``full``): as many requests under way as there are wires, for what the server can do.
Open (``steady``): requests fall due at a rate whatever the server does, and their waiting counts as latency.
"""

import gc
import random
import secrets
import select
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from bench import cpu
from bench.caller import Caller
from bench.journeys import Exchange, Journey
from bench.outcome import Outcome
from bench.wire import Broken, Wire
from kernel.clock import monotonic

# Enough to keep four blocking threads busy, and few enough that none of them waits for long.
WIRES_FULL = 32
# At a rate below the capacity these are never all busy, except during a stall, which must be felt.
WIRES_STEADY = 64
# The gateway lets a phone take 30 steps a second: 512 phones may take 15,000.
PHONES = 512
STALL_S = 10.0
BROKEN_MAX = 100


class Stalled(Exception):
    """The server answers nothing any more, or only breaks connections: there is nothing to measure."""


class _Sent(NamedTuple):
    wire: Wire
    caller: Caller
    exchange: Exchange
    since: float


class Load:
    """``journey`` walked by ``phones`` phones against the server at ``port``."""

    def __init__(self, port: int, journey: Journey, *, phones: int = PHONES) -> None:
        self._port = port
        run = secrets.token_hex(8)
        self._ready = deque(Caller(journey, number, run) for number in range(phones))
        self._outcome = Outcome()
        self._sent: dict[int, _Sent] = {}
        self._broken = 0

    def full(self, seconds: float, *, steps: int = 10_000_000) -> Outcome:
        """Until ``seconds`` are over or ``steps`` are done; each reply sends the next request."""
        with self._running(WIRES_FULL) as (epoll, wires):
            end = monotonic() + seconds
            for wire in wires:
                self._send(wire, monotonic())
            while self._sent:
                for wire in self._replies(epoll, STALL_S):
                    if monotonic() < end and self._outcome.steps + len(self._sent) < steps:
                        self._send(wire, monotonic())
        return self._outcome

    def steady(self, rate: float, seconds: float) -> Outcome:
        """``rate`` steps a second on average, at random moments as citizens dial, equal for each server."""
        moments = random.Random(17)
        with self._running(WIRES_STEADY) as (epoll, idle):
            at = monotonic()
            end = at + seconds
            due: deque[float] = deque()
            while at < end or due or self._sent:
                while at <= monotonic() and at < end:
                    due.append(at)
                    at += moments.expovariate(rate)
                while due and idle and self._ready:
                    self._send(idle.pop(), due.popleft())
                idle += self._replies(epoll, max(at - monotonic(), 0) if at < end else STALL_S)
        return self._outcome

    @contextmanager
    def _running(self, count: int) -> Iterator[tuple[select.epoll, list[Wire]]]:
        wires = [Wire(self._port) for _ in range(count)]
        epoll = select.epoll()
        for wire in wires:
            epoll.register(wire.fd, select.EPOLLIN)
        # A collection in the middle would show as a server's slow step.
        gc.collect()
        gc.disable()
        begun, used = monotonic(), cpu.own_s()
        try:
            yield epoll, list(wires)
            self._outcome.seconds, self._outcome.own_cpu_s = monotonic() - begun, cpu.own_s() - used
        finally:
            gc.enable()
            epoll.close()
            for wire in wires:
                wire.close()

    def _send(self, wire: Wire, since: float) -> None:
        caller = self._ready.popleft()
        exchange = caller.next()
        self._sent[wire.fd] = _Sent(wire, caller, exchange, since)
        wire.send(exchange)

    def _replies(self, epoll: select.epoll, wait_s: float) -> list[Wire]:
        """The wires that are free again within ``wait_s``."""
        # epoll rounds its own timeout up to a millisecond, longer than a step: select on it does not.
        if not select.select([epoll.fileno()], [], [], wait_s)[0]:
            self._check_alive()
            return []
        free = []
        for fd, _ in epoll.poll(0):
            wire = self._sent[fd].wire if fd in self._sent else None
            if wire and self._finished(epoll, fd):
                free.append(wire)
        return free

    def _finished(self, epoll: select.epoll, fd: int) -> bool:
        sent = self._sent[fd]
        try:
            reply = sent.wire.receive()
        except Broken as error:
            self._reconnect(epoll, sent.wire, str(error))
            reply = (b"", str(error).encode())
        if reply is None:
            return False
        del self._sent[fd]
        if sent.exchange.right(*reply):
            self._outcome.latencies_s.append(monotonic() - sent.since)
        else:
            self._outcome.refuse(b" ".join(reply).decode(errors="replace"))
            sent.caller.hang_up()
        self._ready.append(sent.caller)
        return True

    def _reconnect(self, epoll: select.epoll, wire: Wire, why: str) -> None:
        self._broken += 1
        if self._broken > BROKEN_MAX:
            raise Stalled(f"{BROKEN_MAX} connections broke; the last: {why}")
        wire.again()
        epoll.register(wire.fd, select.EPOLLIN)

    def _check_alive(self) -> None:
        oldest = min((sent.since for sent in self._sent.values()), default=None)
        if oldest is not None and monotonic() - oldest > STALL_S:
            raise Stalled(f"no reply for {STALL_S:.0f} s")
