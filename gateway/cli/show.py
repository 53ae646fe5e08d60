"""How a command shows data: a table for people, a JSON array for programs."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import click
from rich.console import Console
from rich.table import Table

# In a pipe nobody counts columns: a row is a line, for grep and cut. No row of ours is as long.
PIPED_COLUMNS = 500
# A time as JSON writes it; a person needs neither its T nor its microseconds.
ISO_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d.*$")


def table(
    rows: Sequence[Mapping[str, Any]], *, as_json: bool, empty: str, columns: Sequence[str] = ()
) -> None:
    """Print ``rows``, which have the same keys in the same order; people see only ``columns``, programs all."""
    if as_json:
        click.echo(dumps(rows))
        return
    if not rows:
        click.echo(empty)
        return
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    shown = columns or tuple(rows[0])
    for name in shown:
        counted = all(row[name] is None or type(row[name]) is int for row in rows)
        justify: Literal["left", "right"] = "right" if counted else "left"
        drawn.add_column(name.replace("_", " "), overflow="fold", justify=justify)
    for row in rows:
        drawn.add_row(*(francs(row[name]) if name.endswith("_xof") else cell(row[name]) for name in shown))
    width = None if sys.stdout.isatty() else PIPED_COLUMNS
    Console(highlight=False, width=width).print(drawn)


def dumps(data: object) -> str:
    """JSON with times in ISO 8601."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def francs(value: object) -> str:
    """Whole francs in groups of three, the unit being in the title of the column."""
    return f"{value:,}".replace(",", " ") if type(value) is int else cell(value)


def cell(value: object) -> str:
    """A value as a person reads it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return ISO_TIME.sub(r"\1 \2", str(value))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
