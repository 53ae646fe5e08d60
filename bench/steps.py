"""A step of the whole menu beside the least that Flask and WSGI can do, at full load and at equal load."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from bench.contenders import Contender, contenders
from bench.journeys import Walk
from bench.load import Load
from bench.measure import Figures, measured, middle
from bench.pace import Pace
from bench.progress import Progress
from bench.server import Server
from bench.stage import Stage

# Of the capacity of the slowest: high enough to queue, low enough for all three to hold.
EQUAL_LOAD = 0.7


@dataclass(frozen=True)
class Compared:
    """One contender's medians, in the order of ``contenders``."""

    name: str
    full: Figures
    steady: Figures


@dataclass(frozen=True)
class Steps:
    """``equal_rate`` is the steps a second at which all were driven for ``steady``."""

    equal_rate: float
    compared: list[Compared]

    @property
    def bare_flask(self) -> Compared:
        return self.compared[1]


def runs(pace: Pace) -> int:
    """How many runs of the load ``compare`` makes."""
    return 3 * (2 * pace.rounds + 1)


def compare(stage: Stage, pace: Pace, progress: Progress) -> Steps:
    """Warm up each, then rounds of A B C at full load, then rounds of A B C at the same rate."""
    url = stage.database("steps")
    with ExitStack() as stack:
        ready = [
            _ready(contender, stack.enter_context(stage.server(contender.factory, url)))
            for contender in contenders()
        ]
        for contender, server, walk in ready:
            progress.next(f"warming up: {contender.name}")
            Load(server.port, walk).full(pace.warm_s)
        full: list[list[Figures]] = [[] for _ in ready]
        steady: list[list[Figures]] = [[] for _ in ready]
        for _ in range(pace.rounds):
            for (contender, server, walk), rounds in zip(ready, full, strict=True):
                progress.next(f"full load: {contender.name}")
                rounds.append(measured(stage, server, partial(Load(server.port, walk).full, pace.full_s)))
        rate = EQUAL_LOAD * min(middle(rounds).rate for rounds in full)
        for _ in range(pace.rounds):
            for (contender, server, walk), rounds in zip(ready, steady, strict=True):
                progress.next(f"{rate:,.0f} steps a second: {contender.name}")
                rounds.append(
                    measured(stage, server, partial(Load(server.port, walk).steady, rate, pace.steady_s))
                )
    return Steps(
        rate,
        [
            Compared(contender.name, middle(at_full), middle(at_rate))
            for (contender, _, _), at_full, at_rate in zip(ready, full, steady, strict=True)
        ],
    )


def _ready(contender: Contender, server: Server) -> tuple[Contender, Server, Walk]:
    return contender, server, contender.walk(server.port)
