"""What the threads of one drain have under way, lane by lane, and what of it has landed. Touches no database."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from kernel import clock
from sms.work import Result

# A row that comes while every call hangs is taken within a quarter of a second, not when the first call returns.
LOOK_S = 0.25
# After the first outcome, the others that are about to come share its commit: 10 ms are nothing beside a call.
GATHER_S = 0.01


@dataclass(frozen=True, slots=True, repr=False)
class Landed:
    """One thing that a thread has done. ``topic`` "" is a single event, whose handler noted its own outcome."""

    lane: str
    topic: str
    result: Result | None = None
    error: BaseException | None = None


class Flights:
    """For the one thread that launches and gathers; ``pool`` runs the others."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._flying: Counter[str] = Counter()
        self._landed: SimpleQueue[Landed] = SimpleQueue()

    @property
    def total(self) -> int:
        return self._flying.total()

    def of(self, lane: str) -> int:
        """How many of ``lane``."""
        return self._flying[lane]

    def launch(self, lane: str, topic: str, do: Callable[[], Result | None]) -> None:
        """Have ``do`` done by a thread."""
        self._flying[lane] += 1
        self._pool.submit(self._fly, lane, topic, do)

    def gather(self) -> list[Landed]:
        """The first to land, if any does in time, and those close behind it. Raises what one of them raised."""
        landed: list[Landed] = []
        until = clock.monotonic() + LOOK_S
        while self.total and (left := until - clock.monotonic()) > 0:
            try:
                each = self._landed.get(timeout=left)
            except Empty:
                break
            self._flying[each.lane] -= 1
            if each.error is not None:
                raise each.error
            if not landed:
                until = clock.monotonic() + GATHER_S
            landed.append(each)
        return landed

    def _fly(self, lane: str, topic: str, do: Callable[[], Result | None]) -> None:
        try:
            landed = Landed(lane, topic, do())
        except BaseException as error:  # noqa: BLE001 - the drain raises it, in its own thread
            landed = Landed(lane, "", error=error)
        self._landed.put(landed)
