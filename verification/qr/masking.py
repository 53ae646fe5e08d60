"""Which of the eight masks a symbol takes: the one that a reader is least confused by. ISO/IEC 18004:2015 7.8.3.

A row is one integer, so that a rule looks at a whole row at a time: a quarter of the time of one cell by one.
"""

from collections.abc import Iterator, Sequence

RUN_COST, BLOCK_COST, FINDER_COST, SHARE_COST = 3, 3, 40, 10
# The bits of a finder's middle, dark-light-dark-dark-dark-light-dark, with four light modules before or after it.
_FINDERS, _FINDER_BITS = (0b00001011101, 0b10111010000), 11

# Of a symbol, from the top; the leftmost module is the highest bit.
Rows = Sequence[int]


def best(rows: Rows, turns: Sequence[Rows]) -> list[int]:
    """The rows as the mask draws them that costs least. ``turns``: by mask, the modules that it changes in ``rows``."""
    drawn = ([row ^ turn for row, turn in zip(rows, each, strict=True)] for each in turns)
    return min(drawn, key=cost)


def cost(rows: Rows) -> int:
    """The points of Table 11, over rows and columns."""
    size = len(rows)
    lines = (*rows, *_columns(rows, size))
    return sum(_line(line, size) for line in lines) + _blocks(rows, size) + _share(rows, size)


def _columns(rows: Rows, size: int) -> list[int]:
    text = [f"{row:0{size}b}" for row in rows]
    return [int("".join(column), 2) for column in zip(*text, strict=True)]


def _line(line: int, size: int) -> int:
    """Runs of one colour, and what looks like a finder pattern."""
    return _runs(line) + _runs(line ^ ((1 << size) - 1)) + FINDER_COST * sum(_found(line, size))


def _runs(line: int) -> int:
    """3 for five in a row, 1 for each beyond."""
    long = line & line >> 1 & line >> 2 & line >> 3 & line >> 4
    first = long & ~(long << 1)
    return long.bit_count() + (RUN_COST - 1) * first.bit_count()


def _found(line: int, size: int) -> Iterator[int]:
    for pattern in _FINDERS:
        hits = (1 << (size - _FINDER_BITS + 1)) - 1
        for bit in range(_FINDER_BITS):
            shifted = line >> bit
            hits &= shifted if pattern >> bit & 1 else ~shifted
        yield hits.bit_count()


def _blocks(rows: Rows, size: int) -> int:
    """3 for each block of two by two in one colour."""
    pairs = (1 << (size - 1)) - 1
    same = [(~(row ^ row >> 1)) & pairs for row in rows]
    found = ((same[n] & same[n + 1] & ~(rows[n] ^ rows[n + 1])).bit_count() for n in range(len(rows) - 1))
    return BLOCK_COST * sum(found)


def _share(rows: Rows, size: int) -> int:
    """10 for every whole 5 % that the dark modules are away from half."""
    dark = sum(row.bit_count() for row in rows)
    return SHARE_COST * (abs(20 * dark - 10 * size * size) // (size * size))
