"""What a run has told so far, on disk: an ended run goes on where it stopped. Judges nothing."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.payments.world import Told

COUNTERS = ("counts", "seen", "died")


@dataclass
class Sum:
    """Of the batches ``done``; ``slowest_s`` was the longest wait for a verdict that a question could bring."""

    done: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    died: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    seconds: float = 0.0

    def add(self, told: Told) -> None:
        """One batch more."""
        self.done.add(told.batch)
        for name in COUNTERS:
            getattr(self, name).update(getattr(told, name))
        self.slowest_s = max(self.slowest_s, told.slowest_s)


def path(folder: Path, seed: int, size: int) -> Path:
    """Of the runs with this seed and these batches."""
    return folder / f"chaos-payments-{seed}-{size}.json"


def recall(kept: Path) -> Sum:
    """What ``keep`` wrote, an empty sum before."""
    if not kept.exists():
        return Sum()
    read = json.loads(kept.read_text())
    total = Sum(set(read["done"]), slowest_s=read["slowest_s"], seconds=read["seconds"])
    for name in COUNTERS:
        getattr(total, name).update(read[name])
    return total


def keep(kept: Path, total: Sum) -> None:
    """Renamed when whole: a run that is ended in this moment goes on from the former state."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_text(json.dumps({**vars(total), "done": sorted(total.done)}))
    fresh.replace(kept)
