"""What was collected: francs a day and a line of revenue, as the ledger has them, reversals taken off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from admin.overview.figures import Figures
from catalogue.accounting_plan import Accounting


@dataclass(frozen=True, slots=True)
class Revenue:
    """``days``: francs of each day of the window; ``lines``: (label, francs), the largest first."""

    days: Mapping[date, int]
    lines: tuple[tuple[str, int], ...]
    fictive: bool

    @property
    def total(self) -> int:
        """Francs of the window."""
        return sum(self.days.values())


def revenue(figures: Figures, accounting: Accounting) -> Revenue:
    """``fictive``: a line, or the regie that collected it, is an example of ours."""
    by_day = {day: number for (day,), (number, _) in figures.sums("revenue", ("day",)).items()}
    lines: dict[str, int] = {}
    fictive = False
    for (code,), (number, _) in figures.sums("revenue", ("item",)).items():
        line = accounting.lines.get(code)
        label = line.label if line is not None else code
        lines[label] = lines.get(label, 0) + number
        fictive = fictive or (line is not None and line.fictive)
    ordered = sorted(lines.items(), key=lambda pair: (-pair[1], pair[0]))
    days = {day: by_day.get(day, 0) for day in figures.window.each()}
    return Revenue(days, tuple(ordered), fictive)
