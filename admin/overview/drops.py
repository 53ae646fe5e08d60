"""Where people break off: screens by hour of the day, as a table whose shades are its figures."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from admin.overview.figures import Figures
from admin.overview.reach import MOBILE_CODES

HOURS = range(24)
# The worst dozen: what somebody can mend in a month.
SCREENS_MAX = 12
# Of three sessions one broken off would be a third: too few to be shaded.
SESSIONS_MIN = 5
# Shares from which a cell is shaded darker; the darkest says that half of those who were there gave up.
SHADES = (10, 20, 35, 50)


@dataclass(frozen=True, slots=True)
class Cell:
    """One screen in one hour; ``shade`` 0 (little, or too few to say) to 4."""

    dropped: int
    ended: int

    @property
    def shade(self) -> int:
        """By the share, so that a busy hour is not dark for being busy."""
        if self.ended < SESSIONS_MIN:
            return 0
        return sum(100 * self.dropped >= share * self.ended for share in SHADES)


@dataclass(frozen=True, slots=True)
class Screen:
    """One row."""

    name: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Drops:
    """``network`` "" shows all; ``networks`` are those that were heard of. ``more``: screens that are left out."""

    network: str
    networks: tuple[str, ...]
    screens: tuple[Screen, ...]
    total: Cell
    more: int


def drops(figures: Figures, network: str, services: Collection[int] | None) -> Drops:
    """The screens on which most sessions broke off; ``services`` leaves those of some services, None takes all.

    A network that nobody heard of shows all.
    """
    countries = figures.reach.countries
    mobile = MOBILE_CODES[countries[0]] if len(countries) == 1 else None
    sums = figures.sums("dropped", ("office", "item", "bucket"), offices_like=mobile)
    heard = sorted({office for office, _, _ in sums if office})
    chosen = network if network in heard else ""
    screens = _screens(
        (screen, hour, Cell(*cell))
        for (office, screen, hour), cell in sums.items()
        if chosen in ("", office) and _of(screen, services)
    )
    shown = tuple(screen for screen in screens if screen.total.dropped)[:SCREENS_MAX]
    dropped = sum(1 for screen in screens if screen.total.dropped)
    return Drops(
        chosen, tuple(heard), shown, _sum([screen.total for screen in screens]), dropped - len(shown)
    )


def _of(screen: str, services: Collection[int] | None) -> bool:
    """Whether a screen is of one of them: its name has the number in the second place ("question.17.rccm")."""
    number = screen.split(".")[1] if "." in screen else ""
    return services is None or (number.isdecimal() and int(number) in services)


def _screens(cells: Iterable[tuple[str, int, Cell]]) -> list[Screen]:
    """Rows of 24 hours, the screen with most losses first; ``cells`` may name an hour once a network."""
    of: dict[str, dict[int, list[Cell]]] = {}
    for screen, hour, cell in cells:
        of.setdefault(screen, {}).setdefault(int(hour), []).append(cell)
    rows = [
        Screen(
            name,
            tuple(_sum(hours.get(hour, ())) for hour in HOURS),
            _sum([cell for found in hours.values() for cell in found]),
        )
        for name, hours in of.items()
    ]
    return sorted(rows, key=lambda row: (-row.total.dropped, row.name))


def _sum(cells: Sequence[Cell]) -> Cell:
    return Cell(sum(cell.dropped for cell in cells), sum(cell.ended for cell in cells))
