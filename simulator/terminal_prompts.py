"""PIN prompts in the terminal handset: shown when they come, answered in the place of a number to dial."""

import re

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from simulator.line import Line, Refused

WIDTH = 36  # Columns of the box, as for the screens.
ANSWER = re.compile(r"0|(?:1[ *]?)?\d{4}")  # No code one dials looks like that.


def announce(console: Console, line: Line, seen: set[str]) -> None:
    """Draw the prompts that were not drawn yet; ``seen`` remembers them."""
    for prompt in line.prompts():
        if prompt["id"] not in seen:
            seen.add(prompt["id"])
            console.print(Panel(Text(prompt["text"]), width=WIDTH, title="PIN", border_style="magenta"))


def answered(console: Console, line: Line, typed: str) -> bool:
    """Was this the answer to a prompt? The oldest one gets it."""
    if not ANSWER.fullmatch(typed):
        return False
    try:
        waiting = line.prompts()
        if not waiting:
            return False
        said = line.approve(waiting[0]["id"], typed)
    except Refused as refusal:
        console.print(f"[red]{refusal}[/red]")
        return True
    console.print(Panel(Text(said["message"]), width=WIDTH, border_style="magenta"))
    return True
