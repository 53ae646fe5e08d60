"""Settlements a second (attempt, receipt, journal, entries, quittance, news) beside pgbench on the same PostgreSQL.

pgbench's own transaction has five statements and no Python. The chain is sealed after the commit: not measured here.
"""

import multiprocessing
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench import settlement_rows
from bench.contenders import Unexpected
from bench.pace import Pace
from bench.progress import Progress
from bench.settler import COUNTRY, LINE, RAIL, THREADS, WARM, Settled, places, settle
from bench.stage import Stage
from gateway.embedded.postgres import bundled_programs

SCALE = 10
PROCESSES = (1, 2)
REGIES = (1, 1000)
# Written ahead for each process and second of a run: more than it can settle.
AHEAD = 1_500
# Below this share of the thousand regies' rate, one regie's counter is what is waited for.
SERIAL = 0.7
_TPS = re.compile(r"tps = ([0-9.]+)")


@dataclass(frozen=True)
class Paid:
    """Medians of the rounds. ``core_ms`` is Python's own processor time for one settlement,
    ``postgres_ms`` PostgreSQL's.

    ``ratio`` is the median of each round's own, settlements against pgbench's transactions of as many clients.
    """

    processes: int
    regies: int
    rate: float
    pgbench: float
    ratio: float
    core_ms: float
    postgres_ms: float


@dataclass(frozen=True)
class Settlements:
    """Every arrangement; ``best`` is the one with most processes and the settlements spread over regies."""

    compared: list[Paid]

    @property
    def best(self) -> Paid:
        return self.compared[-1]

    def held_back_by(self) -> str:
        """One sentence."""
        one, many = self.compared[-2:]
        spent = many.core_ms + many.postgres_ms
        cores = many.rate * spent / 1000
        if one.rate < many.rate * SERIAL:
            return (
                f"With one regie it is the counter of its quittances, locked until the commit: "
                f"{one.rate / many.rate:.0%} of what a thousand regies reach."
            )
        who = "Python" if many.core_ms > many.postgres_ms else "PostgreSQL"
        return (
            f"What holds it back is {who}: a settlement takes {many.core_ms:.2f} ms of a core in Python and "
            f"{many.postgres_ms:.2f} ms in PostgreSQL, and {cores:.1f} cores were had of {os.cpu_count()}."
        )


def runs(pace: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return 1 + pace.rounds * (len(PROCESSES) * (1 + len(REGIES)))


def compare(stage: Stage, pace: Pace, progress: Progress) -> Settlements:
    """Interleaved: in each round pgbench, one regie, a thousand, by one process and by two."""
    progress.next("preparing pgbench")
    url, yardstick = stage.database("settlement"), stage.database("pgbench")
    found: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}
    with stage.everywhere():
        _pgbench(yardstick, "-i", "-q", "-s", str(SCALE))
        first = iter(range(1, 10**9, 10**6))
        for _ in range(pace.rounds):
            for processes in PROCESSES:
                progress.next(f"pgbench, {processes * THREADS} clients")
                tps = _transactions(yardstick, processes, pace.settle_s)
                for regies in REGIES:
                    progress.next(f"settling, {processes} x {THREADS} threads, {regies} regies")
                    done = _settled(stage, url, next(first), processes, regies, pace.settle_s)
                    found.setdefault((processes, regies), []).append((tps, *done))
    return Settlements([_paid(key, rounds) for key, rounds in found.items()])


def _paid(key: tuple[int, int], rounds: list[tuple[float, float, float, float]]) -> Paid:
    middle: Callable[[int], float] = lambda column: median(row[column] for row in rounds)  # noqa: E731 - one line
    return Paid(
        *key, rate=middle(1), pgbench=middle(0), ratio=median(row[1] / row[0] for row in rounds),
        core_ms=middle(2), postgres_ms=middle(3),
    )  # fmt: skip


def _settled(
    stage: Stage, url: str, first: int, processes: int, regies: int, seconds: float
) -> tuple[float, float, float]:
    """Settlements a second, and the milliseconds of a core that one takes in Python and in PostgreSQL."""
    each = int(AHEAD * seconds)
    rows = settlement_rows.write(url, first, each * processes, places(regies), LINE, RAIL, COUNTRY)
    context = multiprocessing.get_context("spawn")
    gate, told = context.Barrier(processes + 1), context.Queue()
    started = [
        context.Process(target=settle, args=(url, rows[n::processes], regies, seconds, gate, told))
        for n in range(processes)
    ]
    for process in started:
        process.start()
    gate.wait(120)
    before = stage.postgres_s()
    done: list[Settled] = [told.get(timeout=seconds + 120) for _ in started]
    spent_there = stage.postgres_s() - before
    gate.wait(60)
    for process in started:
        process.join(30)
    if any(one.count >= each - THREADS * WARM for one in done):
        raise Unexpected("every payment that was written ahead is settled: write more")
    count, spent = sum(one.count for one in done), sum(one.cpu_s for one in done)
    rate = sum(one.count / one.seconds for one in done)
    return rate, spent / count * 1000, spent_there / count * 1000


def _transactions(url: str, processes: int, seconds: float) -> float:
    """pgbench's TPC-B-like transactions a second by as many clients."""
    said = _pgbench(
        url, "-n", "-M", "prepared", "-c", str(processes * THREADS), "-j", str(processes), "-T", str(round(seconds))
    )  # fmt: skip
    found = _TPS.search(said)
    if found is None:
        raise Unexpected(f"pgbench says {said[:200]!r}")
    return float(found.group(1))


def _pgbench(url: str, *words: str) -> str:
    done = subprocess.run(
        [bundled_programs() / "pgbench", *words, url], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unexpected(f"pgbench: {done.stderr[-300:]}")
    return done.stdout
