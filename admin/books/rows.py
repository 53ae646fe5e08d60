"""The rows of a register on their way into a file: as plain cells, counted and summed, capped in number and time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import Any

from admin.books.sheets import Kind, Sheet
from kernel import clock

# A sheet of a spreadsheet has 1 048 576 rows; titles and foot go in beside them.
ROWS_MAX = 1_000_000
# A million rows take a minute; a reader who takes ten holds a thread and a snapshot of the database for nothing.
SECONDS_MAX = 600
LOOK_EVERY = 1000

Cell = str | int | datetime | None
# Adding these up says nothing: they are sums already.
STANDING = frozenset({"balance_xof"})


class TooSlow(Exception):
    """The reader takes too long: the file stays unfinished, and says so."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says in the reader's language. ``total`` and ``cut`` have {count}; ``beneficiary`` names a code."""

    title: str
    heads: tuple[str, ...]
    total: str
    cut: str
    broken: str
    beneficiary: Callable[[str], str] = str


class Rows:
    """Iterate once; then ``count``, ``cut``, ``whole`` and ``foot`` are known."""

    def __init__(
        self, sheet: Sheet, found: Iterator[Any], zone: tzinfo, words: Words, most: int = ROWS_MAX
    ) -> None:
        self.words, self.count, self.cut, self.whole = words, 0, False, False
        self.kinds: tuple[Kind, ...] = tuple(column.kind for column in sheet.columns)
        self._found, self._zone, self._most = found, zone, most
        self._cells = attrgetter(*(column.attribute for column in sheet.columns))
        summed = [column.kind == "money" and column.name not in STANDING for column in sheet.columns]
        self._summed = [place for place, wanted in enumerate(summed) if wanted]
        self._times = [place for place, kind in enumerate(self.kinds) if kind == "time"]
        self._phones = [place for place, kind in enumerate(self.kinds) if kind == "phone"]
        self._named = [place for place, kind in enumerate(self.kinds) if kind == "beneficiary"]
        self._sums = dict.fromkeys(self._summed, 0)

    def __iter__(self) -> Iterator[list[Cell]]:
        until = clock.monotonic() + SECONDS_MAX
        for row in self._found:
            if self.count == self._most:
                self.cut = True
                break
            self.count += 1
            if self.count % LOOK_EVERY == 0 and clock.monotonic() > until:
                raise TooSlow
            yield self._plain(row)
        self.whole = True

    def _plain(self, row: object) -> list[Cell]:
        cells: list[Cell] = list(self._cells(row))
        for place in self._summed:
            value = cells[place]
            self._sums[place] += value if isinstance(value, int) else 0
        for place in self._times:
            at = cells[place]
            cells[place] = at.astimezone(self._zone) if isinstance(at, datetime) else at
        for place in self._phones:
            # Without its plus, which would look like a formula.
            cells[place] = str(cells[place] or "").removeprefix("+")
        for place in self._named:
            cells[place] = self.words.beneficiary(str(cells[place])) if cells[place] else None
        return cells

    def foot(self) -> Iterator[list[Cell]]:
        """The last rows: how many there were and their sums. A file without them is not whole."""
        sums: list[Cell] = [self._sums.get(place) for place in range(len(self.kinds))]
        yield [self.words.total.format(count=self.count), *sums[1:]]
        if self.cut:
            yield [self.words.cut.format(count=self.count), *[None] * (len(self.kinds) - 1)]
