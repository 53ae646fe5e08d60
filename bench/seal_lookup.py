"""What looking a paper up costs as the documents grow: by number and code, by number alone, and by a wrong code."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, islice
from statistics import median

import redis
from rich.console import Console
from rich.table import Table

from bench.aims import GROWTH_MAX, Aim
from bench.pace import QUICK, Pace
from bench.progress import Progress
from bench.seal_rows import write
from bench.stage import Stage
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits
from verification.registry import codes, lookup
from verification.registry.lookup import Looked

DOCUMENTS_FEW = 10_000
SAMPLE = 2_000
# More than this a number a day would be refused; a round uses each number once.
LOOKS, LOOKS_QUICK = 300, 50
CODE_KEY = b"bench code key, 32 bytes or more"
KEYRING = Keyring({"bench": bytes(32)}, active="bench", index_key=bytes(32))
SHOWN = {
    "Exportateur": "COOPERATIVE KARITE DU MANDE",
    "Produit": "Beurre de karité",
    "Poids brut": "24 500 kg",
}


class Unpaced(Limits):
    """Asked like the real one, which lets ten a second through; its answer is not minded."""

    def allow(self, name: str, key: str, limit: int, window_s: float, *, open_when_down: bool) -> bool:
        super().allow(name, key, limit, window_s, open_when_down=open_when_down)
        return True


@dataclass(frozen=True)
class Grown:
    """Milliseconds of processor, ours and PostgreSQL's, for each look; ratios are medians of each round's own."""

    look: str
    few_ms: float
    many_ms: float
    cpu_ratio: float
    time_ratio: float


@dataclass(frozen=True)
class Lookups:
    documents_few: int
    documents_many: int
    looks: list[Grown]


@dataclass(frozen=True)
class _Desk:
    """One database with its papers. Nobody looks twice: each look is another phone's."""

    database: Database
    limits: Limits
    numbers: list[str]
    phones: "count[int]"

    def look(self, number: str, code: str | None) -> Looked:
        return lookup.check(
            self.database, KEYRING, self.limits, CODE_KEY, phone_or_client=f"+223{next(self.phones)}",
            number=number, code=code, channel="ussd", at=clock.now(),
        )  # fmt: skip


LOOKS_AT: dict[str, Callable[[str], tuple[str | None, str]]] = {
    "number and code": lambda number: (codes.code_of(CODE_KEY, number), "valid"),
    "number alone": lambda _: (None, "valid"),
    "wrong code": lambda _: ("none", "unknown"),
}


def runs(pace: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return 2 + len(LOOKS_AT) * (pace.rounds + 1)


def compare(stage: Stage, pace: Pace, progress: Progress) -> Lookups:
    """Fill both databases, then look papers up in one and the other in turns."""
    sizes = (DOCUMENTS_FEW, max(pace.cases_many, DOCUMENTS_FEW))
    desks = [_filled(stage, size, place, progress) for place, size in enumerate(sizes)]
    try:
        found = [_grown(stage, look, desks, pace, progress) for look in LOOKS_AT]
    finally:
        for desk in desks:
            desk.database.close()
    return Lookups(*sizes, found)


def _filled(stage: Stage, documents: int, place: int, progress: Progress) -> _Desk:
    progress.next(f"writing {documents:,} documents")
    url = stage.database(f"documents_{place}")
    told = lambda done: progress.say(f"writing {documents:,} documents: {done:,}")  # noqa: E731 - one line, used once
    numbers = write(url, documents, KEYRING, SHOWN, SAMPLE, told)
    client = redis.Redis.from_url(stage.environment(url, 8 + place)["GUICHET_REDIS_URL"])
    return _Desk(Database(url, pool_size=1), Unpaced(client), numbers, count(70_000_000))


def _grown(stage: Stage, look: str, desks: list[_Desk], pace: Pace, progress: Progress) -> Grown:
    looks = LOOKS_QUICK if pace is QUICK else LOOKS
    progress.next(f"warming up: {look}")
    for desk in desks:
        _round(stage, desk, look, 0, looks)
    rounds = []
    for number in range(pace.rounds):
        progress.next(look)
        rounds.append([_round(stage, desk, look, number + 1, looks) for desk in desks])
    few, many = zip(*rounds, strict=True)
    return Grown(
        look,
        few_ms=median(cpu for cpu, _ in few),
        many_ms=median(cpu for cpu, _ in many),
        cpu_ratio=median(b[0] / a[0] for a, b in rounds),
        time_ratio=median(b[1] / a[1] for a, b in rounds),
    )


def _round(stage: Stage, desk: _Desk, look: str, number: int, looks: int) -> tuple[float, float]:
    """Milliseconds of processor and of the clock for each look. Raises AssertionError for a wrong answer."""
    start, used = clock.monotonic(), _used(stage)
    turned = desk.numbers[number * 137 % SAMPLE :] + desk.numbers
    for paper in islice(turned, looks):
        code, status = LOOKS_AT[look](paper)
        found = desk.look(paper, code)
        assert (found.status, found.fields is not None) == (status, look == "number and code")
    return (_used(stage) - used) * 1000 / looks, (clock.monotonic() - start) * 1000 / looks


def _used(stage: Stage) -> float:
    times = os.times()
    return times.user + times.system + stage.databases_cpu_s()[0]


def show(console: Console, found: Lookups) -> None:
    """Print everything."""
    title = f"A look-up with {found.documents_few:,} documents beside {found.documents_many:,}"
    table = Table(title=title, title_justify="left")
    for name in ("", "few, cpu", "many, cpu", "cpu ratio", "time ratio"):
        table.add_column(name, justify="right")
    for grown in found.looks:
        table.add_row(
            grown.look, f"{grown.few_ms:.2f} ms", f"{grown.many_ms:.2f} ms", f"{grown.cpu_ratio:.2f}",
            f"{grown.time_ratio:.2f}",
        )  # fmt: skip
    console.print(table)


def aims(found: Lookups) -> list[Aim]:
    """No more than a tenth dearer, however many documents there are."""
    return [Aim(f"The cpu of a look-up by {each.look}, many against few", each.cpu_ratio, GROWTH_MAX)
            for each in found.looks]  # fmt: skip
