"""Requests deposited and decided, day by day and service by service."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from admin.overview.figures import Figures, Sums


@dataclass(frozen=True, slots=True)
class Requests:
    """``days``: (deposited, decided) of each day of the window; the two others: number of a service -> count."""

    days: Mapping[date, tuple[int, int]]
    deposited_of: Mapping[str, int]
    decided_of: Mapping[str, int]

    @property
    def deposited(self) -> int:
        """Of the window."""
        return sum(self.deposited_of.values())

    @property
    def decided(self) -> int:
        """Of the window."""
        return sum(self.decided_of.values())


def requests(figures: Figures) -> Requests:
    """What came in and what was answered."""
    came = figures.sums("deposited", ("day", "item"))
    answered = figures.sums("answered", ("day", "item"))
    came_on, answered_on = _by(came, 0), _by(answered, 0)
    days = {day: (came_on.get(day, 0), answered_on.get(day, 0)) for day in figures.window.each()}
    return Requests(days, _by(came, 1), _by(answered, 1))


def _by(sums: Sums, place: int) -> dict[Any, int]:
    """The numbers by one part of their key."""
    found: Counter[Any] = Counter()
    for key, (number, _) in sums.items():
        found[key[place]] += number
    return found
