"""Which of the eight masks a symbol takes: the one that a reader is least confused by. ISO/IEC 18004:2015 7.8.3.

All modules of a symbol are one integer, so that a rule looks at all of them at a time: a twentieth of the time of line
after line, and that is a quarter of cell after cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

RUN_COST, BLOCK_COST, FINDER_COST, SHARE_COST = 3, 3, 40, 10
# The bits of a finder's middle, dark-light-dark-dark-dark-light-dark, with four light modules before or after it.
_FINDERS, _FINDER_BITS = (0b00001011101, 0b10111010000), 11
_DIGITS = bytes.maketrans(b"\0\1", b"01")


@dataclass(frozen=True, slots=True)
class Modules:
    """A symbol of ``side`` modules, the dark ones set: row by row, and column by column, the first in the highest bits.

    After each line comes a bit that is neither dark nor light, so that nothing goes on from one line to the next.
    """

    side: int
    rows: int
    columns: int

    @classmethod
    def of(cls, matrix: Sequence[Sequence[bool]]) -> "Modules":
        """From rows of which each module says whether it is dark."""
        return cls(len(matrix), _packed(matrix), _packed(zip(*matrix, strict=True)))

    def __xor__(self, other: "Modules") -> "Modules":
        """Dark where the two differ."""
        return Modules(self.side, self.rows ^ other.rows, self.columns ^ other.columns)

    def matrix(self) -> tuple[tuple[bool, ...], ...]:
        """What `of` was given."""
        line = self.side + 1
        bits = f"{self.rows:0{self.side * line}b}"
        starts = range(0, len(bits), line)
        return tuple(tuple(map("1".__eq__, bits[start : start + self.side])) for start in starts)


def best(drawn: Modules, turns: Iterable[Modules]) -> Modules:
    """The symbol as the mask draws it that costs least. ``turns``: by mask, the modules that it changes."""
    return min((drawn ^ each for each in turns), key=cost)


def cost(modules: Modules) -> int:
    """The points of Table 11, over rows and columns."""
    cells, line = _cells(modules.side), modules.side + 1
    across, down = ((dark, dark ^ cells) for dark in (modules.rows, modules.columns))
    runs = sum(map(_runs, (*across, *down)))
    finders = sum(_finders(*across)) + sum(_finders(*down))
    blocks = sum(_blocks(colour, line) for colour in across)
    return runs + BLOCK_COST * blocks + FINDER_COST * finders + _share(modules)


def _packed(lines: Iterable[Sequence[bool]]) -> int:
    return int(b"".join(bytes((*line, False)) for line in lines).translate(_DIGITS), 2)


@cache
def _cells(side: int) -> int:
    """Every module of a symbol, and none of the bits after the lines."""
    return int(("1" * side + "0") * side, 2)


def _runs(colour: int) -> int:
    """3 for five in a row, 1 for each beyond."""
    long = colour & colour >> 1 & colour >> 2 & colour >> 3 & colour >> 4
    first = long & ~(long << 1)
    return long.bit_count() + (RUN_COST - 1) * first.bit_count()


def _finders(dark: int, light: int) -> Iterator[int]:
    """How often each of the two looks that a finder pattern has is there."""
    for pattern in _FINDERS:
        hits = -1
        for bit in range(_FINDER_BITS):
            hits &= (dark if pattern >> bit & 1 else light) >> bit
        yield hits.bit_count()


def _blocks(colour: int, line: int) -> int:
    """How many blocks of two by two there are; a line of rows has ``line`` bits."""
    pairs = colour & colour >> 1
    return (pairs & pairs >> line).bit_count()


def _share(modules: Modules) -> int:
    """10 for every whole 5 % that the dark modules are away from half."""
    dark, every = modules.rows.bit_count(), modules.side**2
    return SHARE_COST * (abs(20 * dark - 10 * every) // every)
