"""What a step costs as the cases grow: the same dials against a database of a few and of many, in turns."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench.case_rows import Written, write
from bench.contenders import COUNTRY, Unexpected
from bench.journeys import Dial, Journey, phone
from bench.load import Load
from bench.measure import Figures, measured, middle
from bench.pace import Pace
from bench.progress import Progress
from bench.server import GATEWAY, Server
from bench.stage import Stage
from catalogue.loader import load
from kernel.ids import spaced

# Spread over the table; more than these would only measure the load's own memory.
REFERENCES = 20_000
# Each is within its 30 steps a second, and their cases are spread over the whole table.
CALLERS = 2_000
# Their numbers have no case: they follow another's by its reference.
STRANGERS_FROM = 5_000_000


@dataclass(frozen=True)
class Grown:
    """A step with few cases beside the same with many; the ratios are medians of each round's own."""

    step: str
    few: Figures
    many: Figures
    time_ratio: float
    cpu_ratio: float


@dataclass(frozen=True)
class Growth:
    cases_few: int
    cases_many: int
    steps: list[Grown]


def runs(pace: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return 2 + 4 * (1 + pace.rounds)


def compare(stage: Stage, pace: Pace, progress: Progress) -> Growth:
    """Fill both databases, then measure each step on one and the other in turns."""
    sizes = (pace.cases_few, pace.cases_many)
    filled = [_filled(stage, cases, progress) for cases in sizes]
    with ExitStack() as stack:
        # Each gateway has a Redis of its own, as the sessions of the one are not the other's.
        servers = [
            stack.enter_context(stage.server(GATEWAY, url, number + 1))
            for number, (url, _) in enumerate(filled)
        ]
        journeys = [_journeys(written) for _, written in filled]
        steps = [
            _grown(
                stage,
                step,
                [(server, each[step]) for server, each in zip(servers, journeys, strict=True)],
                pace,
                progress,
            )
            for step in journeys[0]
        ]
    return Growth(*sizes, steps)


def _filled(stage: Stage, cases: int, progress: Progress) -> tuple[str, Written]:
    progress.next(f"writing {cases:,} cases")
    service = next(each for each in load().of_country(COUNTRY) if each.deposit == "open")
    url = stage.database(f"cases_{cases}")
    told = lambda done: progress.say(f"writing {cases:,} cases: {done:,}")  # noqa: E731 - one line, used once
    return url, write(url, cases, (service.number, service.administration), told, references=REFERENCES)


def _journeys(written: Written) -> dict[str, tuple[Journey, int]]:
    """By the name of the step: the journey and how many phones walk it."""
    callers = min(CALLERS, written.phones)
    stride = written.phones // callers
    turn = iter(range(10**12))

    def by_reference(number: int) -> tuple[str, str, Sequence[bytes]]:
        reference = written.references[next(turn) % len(written.references)]
        return phone(STRANGERS_FROM + number), f"1*{reference}", (b"CON ", spaced(reference).encode())

    def own_cases(number: int) -> tuple[str, str, Sequence[bytes]]:
        return phone(number * stride), "1", (b"CON ", b"\n1 ", b"\n2 ")

    return {
        "follow by reference": (Dial(by_reference), CALLERS),
        "own cases": (Dial(own_cases), callers),
    }


def _grown(
    stage: Stage, step: str, sides: list[tuple[Server, tuple[Journey, int]]], pace: Pace, progress: Progress
) -> Grown:
    for server, (journey, phones) in sides:
        progress.next(f"warming up: {step}")
        first = Load(server.port, journey, phones=phones).full(pace.warm_s)
        if first.wrong == first.steps:
            raise Unexpected(f"every reply to '{step}' is wrong: {first.first_wrong[:300]}")
    rounds: list[list[Figures]] = [[] for _ in sides]
    for _ in range(pace.rounds):
        for (server, (journey, phones)), kept in zip(sides, rounds, strict=True):
            progress.next(step)
            dials = Load(server.port, journey, phones=phones)
            kept.append(measured(stage, server, partial(dials.full, pace.growth_s)))
    few, many = rounds
    return Grown(
        step,
        middle(few),
        middle(many),
        time_ratio=median(a.rate / b.rate for a, b in zip(few, many, strict=True)),
        cpu_ratio=median(_cpu_ms(b) / _cpu_ms(a) for a, b in zip(few, many, strict=True)),
    )


def _cpu_ms(figures: Figures) -> float:
    return figures.server_cpu_ms + figures.database_cpu_ms
