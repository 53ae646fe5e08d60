"""How long things wait, in the buckets that an auditor reads. Not a deadline: nothing here expires."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Days, both included: the day itself, the week, the month, the quarter in which accounts are closed, beyond.
BUCKETS = ((0, 1), (2, 7), (8, 30), (31, 90), (91, None))


@dataclass(frozen=True, slots=True)
class Bucket:
    """``days`` as "2-7" or "91+"; how many and how much wait so long."""

    days: str
    count: int
    amount_xof: int


def buckets(waiting: Iterable[tuple[datetime, int]], at: datetime) -> list[Bucket]:
    """``waiting`` since when, and francs; every bucket is given, empty ones too."""
    counts = [[0, 0] for _ in BUCKETS]
    for since, amount_xof in waiting:
        age = max((at - since) // timedelta(days=1), 0)
        place = next(n for n, (_, last) in enumerate(BUCKETS) if last is None or age <= last)
        counts[place][0] += 1
        counts[place][1] += amount_xof
    return [
        Bucket(f"{first}+" if last is None else f"{first}-{last}", *counted)
        for (first, last), counted in zip(BUCKETS, counts, strict=True)
    ]
