"""A statement file as lines, bounded in every direction: one line in memory at a time."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from typing import IO

from kernel import clock
from payments.reconciliation.line import BALANCES, Line, line
from payments.reconciliation.opening import Looked
from payments.reconciliation.profile import NEEDED, Profile
from payments.reconciliation.refused import (
    LONGEST_CELL,
    LONGEST_LINE,
    MOST_COLUMNS,
    MOST_LINES,
    StatementRefused,
)

# Portals put their name and the period above the titles: ten lines at most.
PREAMBLE = 20
TELL_EVERY = 1000
OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a file says as a whole. ``gap_xof``: closing less opening less movements, None without balances."""

    lines: int
    starts_at: datetime
    ends_at: datetime
    opening_xof: int | None
    closing_xof: int | None
    moved_xof: int

    @property
    def gap_xof(self) -> int | None:
        """Francs that the file itself does not explain."""
        if self.opening_xof is None or self.closing_xof is None:
            return None
        return self.closing_xof - self.opening_xof - self.moved_xof


def lines(looked: Looked, profile: Profile, country: str, on_bytes: OnBytes) -> Iterator[Line]:
    """Every row of the file, balances too. Raises StatementRefused at the first that cannot be read."""
    with looked.path.open("rb") as raw, TextIOWrapper(raw, encoding=looked.charset, newline="") as stream:
        rows = csv.reader(_bounded(stream), delimiter=profile.comma, strict=True)
        try:
            names = _header(rows, profile)
            for count, cells in enumerate(rows, start=1):
                if count > MOST_LINES:
                    raise StatementRefused("lines")
                if count % TELL_EVERY == 0:
                    on_bytes(raw.tell())
                if any(cell.strip() for cell in cells):
                    yield line(profile, country, rows.line_num, _named(names, cells, rows.line_num))
        except csv.Error:
            raise StatementRefused("quotes", rows.line_num) from None
        except UnicodeDecodeError:
            raise StatementRefused("charset", rows.line_num) from None
    on_bytes(looked.size_bytes)


def totals(found: Iterator[Line], country: str) -> Totals:
    """The whole file read once: days, balances, movements. Raises StatementRefused, also for no line at all."""
    opening: int | None = None
    closing: int | None = None
    count = moved = 0
    first: datetime | None = None
    last: datetime | None = None
    for each in found:
        first, last = min(first or each.at, each.at), max(last or each.at, each.at)
        if each.kind == "opening":
            opening = each.amount_xof if opening is None else opening
        elif each.kind == "closing":
            closing = each.amount_xof
        else:
            count, moved = count + 1, moved + each.moved_xof
    if first is None or last is None:
        raise StatementRefused("empty")
    starts_at, _ = clock.day_bounds(country, clock.local_day(country, first))
    _, ends_at = clock.day_bounds(country, clock.local_day(country, last))
    return Totals(count, starts_at, min(ends_at, max(clock.now(), last)), opening, closing, moved)


def movements(found: Iterator[Line]) -> Iterator[Line]:
    """The lines without the balances."""
    return (each for each in found if each.kind not in BALANCES)


def _bounded(stream: IO[str]) -> Iterator[str]:
    number = 0
    while text := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(text) > LONGEST_LINE:
            raise StatementRefused("long", number)
        yield text


def _header(rows: Iterator[list[str]], profile: Profile) -> Mapping[int, str]:
    """Place -> our name. The titles stand in one of the first 20 lines."""
    ours = {title: name for name, titles in profile.columns.items() for title in titles}
    for _, cells in zip(range(PREAMBLE), rows, strict=False):
        if len(cells) > MOST_COLUMNS:
            raise StatementRefused("columns", 1)
        names: dict[int, str] = {
            place: ours[cell.strip()] for place, cell in enumerate(cells) if cell.strip() in ours
        }
        if set(NEEDED) <= set(names.values()) and {"amount", "credit"} & set(names.values()):
            return names
    raise StatementRefused("header", named=", ".join(profile.columns[name][0] for name in NEEDED))


def _named(names: Mapping[int, str], cells: list[str], number: int) -> dict[str, str]:
    if len(cells) > MOST_COLUMNS:
        raise StatementRefused("columns", number)
    if len(cells) <= max(names):
        raise StatementRefused("cells", number)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise StatementRefused("long", number)
    return {name: cells[place].strip() for place, name in names.items()}
