"""A register as XLSX (ECMA-376 part 1), written while it is sent: no temporary file, and no more memory for more rows.

Text stands in its cell (``inlineStr``, 18.3.1.4), so that no table of strings grows; nothing is ever a formula.
A file that breaks off has no directory at its end, and no program opens it.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape

from admin.books.cell import REMEMBERED, defused
from admin.books.rows import Cell, Rows
from admin.books.sheets import Kind
from admin.books.xlsx_parts import DATE, HEAD, MONEY, PARTS, TOTAL, sheet_head, sheet_tail

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MEDIA_TYPE, ENDING = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
CHUNK = 64 * 1024
# Of a million rows level 1 makes 60 MB in a third of the time that level 6 takes for 45.
LEVEL = 1
# Excel counts days from here (18.17.4.1, 1900 date system with its leap day that never was).
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock, as every date of a spreadsheet
DAY_S = 86_400


class _Sink(io.RawIOBase):
    """Where the archive is written to: kept until it is sent on. It cannot be gone back in."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        piece = bytes(data)
        self._kept.append(piece)
        self.size += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What came since the last time."""
        whole = b"".join(self._kept)
        self._kept.clear()
        self.size = 0
        return whole


def stream(rows: Rows) -> Iterator[bytes]:
    """Some 64 KiB at a time, from the first row on."""
    sink = _Sink()
    archive = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
    for name, text in PARTS.items():
        archive.writestr(name, text)
    yield sink.taken()
    with archive.open("xl/worksheets/sheet1.xml", "w") as part:
        yield from _sheet(part, rows, sink)
    archive.close()
    yield sink.taken()


def _sheet(part: IO[bytes], rows: Rows, sink: _Sink) -> Iterator[bytes]:
    part.write(sheet_head(rows.kinds).encode())
    pieces = [_row([_text(head, HEAD) for head in rows.words.heads])]
    for cells in rows:
        pieces.append(_row(_cells(cells, rows.kinds)))
        # Handed to the compressor a hundred rows at a time: each call costs more than a row does.
        if len(pieces) >= 100:
            part.write("".join(pieces).encode())
            pieces.clear()
            if sink.size >= CHUNK:
                yield sink.taken()
    pieces += [_row([_bold(cell) for cell in cells]) for cells in rows.foot()]
    part.write("".join([*pieces, sheet_tail()]).encode())


def _row(cells: list[str]) -> str:
    return f"<row>{''.join(cells)}</row>"


def _cells(cells: list[Cell], kinds: tuple[Kind, ...]) -> list[str]:
    return [_cell(cell, kind) for cell, kind in zip(cells, kinds, strict=True)]


def _cell(cell: Cell, kind: str) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, datetime):
        since = cell.replace(tzinfo=None) - EPOCH
        return f'<c s="{DATE}"><v>{since.days + since.seconds / DAY_S:.6f}</v></c>'
    if kind == "number":
        return f"<c><v>{cell}</v></c>"
    return f'<c s="{TOTAL if kind == "total" else MONEY}"><v>{cell}</v></c>'


def _bold(cell: Cell) -> str:
    return _text(cell, HEAD) if isinstance(cell, str) else _cell(cell, "total")


@lru_cache(REMEMBERED)
def _text(text: str, style: int = 0) -> str:
    safe = defused(text)
    written = safe if safe.isalnum() else escape(safe)
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{written}</t></is></c>'
