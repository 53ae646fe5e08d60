"""A register as CSV (RFC 4180), in UTF-8 with the byte order mark that Excel needs to see that it is."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from admin.books.cell import defused
from admin.books.rows import Cell, Rows

MEDIA_TYPE, ENDING = "text/csv; charset=utf-8; header=present", "csv"
BOM = "\ufeff"
CHUNK = 64 * 1024


def stream(rows: Rows) -> Iterator[bytes]:
    """Some 64 KiB at a time, from the first row on. A file that breaks off says so in its last line."""
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(rows.words.heads)
    try:
        for cells in rows:
            writer.writerow([_written(cell) for cell in cells])
            if out.tell() >= CHUNK:
                yield _taken(out)
        writer.writerows([_written(cell) for cell in cells] for cells in rows.foot())
    except Exception:
        # The server ends a broken stream as if it were whole: nobody may take half a register for the register.
        writer.writerow([rows.words.broken])
        yield _taken(out)
        raise
    yield _taken(out)


def _written(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return defused(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")[:19]
    return "" if cell is None else cell


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
