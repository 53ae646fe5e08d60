"""Pages to print and to keep, drawn by typst from data: a register, a paying-in slip. Nothing in them is markup."""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from admin.books.cell import defused
from admin.books.rows import Cell, Rows
from kernel import money

MEDIA_TYPE, ENDING = "application/pdf", "pdf"
TEMPLATES = Path(__file__).parent.parent / "templates" / "admin" / "books"
# Sixty pages, three seconds and 150 MB: beyond that nobody prints, and a spreadsheet serves better.
ROWS_MAX = 2000
# One at a time in a process: each holds its pages in memory.
_ONE = threading.Lock()


def register(rows: Rows, beneath: list[str], made_at: datetime) -> bytes:
    """The table under its title. ``beneath``: lines that say whose register and of which days it is."""
    body = [[_shown(cell, kind) for cell, kind in zip(cells, rows.kinds, strict=True)] for cells in rows]
    foot = [[_shown(cell, "money") for cell in cells] for cells in rows.foot()]
    right = [kind in ("money", "number") for kind in rows.kinds]
    data = {"title": rows.words.title, "beneath": beneath, "heads": list(rows.words.heads), "right": right,
            "rows": body, "foot": foot}  # fmt: skip
    return drawn("register", data, made_at)


def drawn(template: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """The PDF of ``template``. Raises RuntimeError when the template is at fault."""
    import typst  # 6.5 MB (0.15.2, measured) that a web process takes on with its first PDF, and most never draw one

    with _ONE:
        compiler = typst.Compiler(root=TEMPLATES, ignore_system_fonts=True)
        try:
            found = compiler.compile(
                input=TEMPLATES / f"{template}.typ", format="pdf", timestamp=made_at.replace(microsecond=0),
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            )  # fmt: skip
        except typst.TypstError:
            # Its own message quotes the rows.
            raise RuntimeError("a template is broken") from None
    if not isinstance(found, bytes):
        raise TypeError("typst gave no single file")
    return found


def _shown(cell: Cell, kind: str) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, int):
        return money.show(cell).removesuffix(" F") if kind == "money" else str(cell)
    return "" if cell is None else defused(cell)
