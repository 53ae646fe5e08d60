"""What happens when, in simulated time, and the clock that goes there. Nothing here waits."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

import time_machine


class Agenda:
    """``now`` is what every clock of the process shows."""

    def __init__(self, traveller: time_machine.Traveller, start: datetime) -> None:
        self._traveller = traveller
        self._entries: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = 0
        self.now = start
        traveller.move_to(start)

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """Do ``work`` that much later."""
        self._number += 1
        heapq.heappush(self._entries, (self.now + timedelta(seconds=seconds), self._number, work))

    def next_at(self) -> datetime | None:
        """When the next work is due."""
        return self._entries[0][0] if self._entries else None

    def go(self, at: datetime) -> None:
        """Let time pass until ``at`` and do what falls due on the way."""
        while self._entries and self._entries[0][0] <= at:
            due, _, work = heapq.heappop(self._entries)
            self._move(due)
            work()
        self._move(at)

    def _move(self, at: datetime) -> None:
        self.now = max(self.now, at)
        self._traveller.move_to(self.now)
