"""How a broadcast is shown in a terminal: its estimate, its bars, its story. Phones are masked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from gateway.broadcasts import Survey
from gateway.cli.show import cell, dumps, table
from gateway.wiring import Guichet
from kernel import clock, money
from kernel.gsm import fold
from kernel.network import NETWORKS
from kernel.redaction import masked_phone
from sms.broadcasts import deciding, queries
from sms.broadcasts.states import BROADCAST
from sms.broadcasts.wording import Wording

LOOK_EVERY_S = 1.0
FRANC = 1000


def estimate(seen: Survey, words: Wording, language: str | None) -> None:
    """Who, how many, how much, and three messages as they will be read."""
    console, found = Console(highlight=False, soft_wrap=True), seen.estimate
    table(_networks(seen), as_json=False, empty="")
    console.print()
    for spoken in [language] if language else _different(words):
        size = words.segments(spoken)
        console.print(f"{spoken}: {size.parts} part(s), {size.encoding}, {size.units} units")
    if lost := words.lost():
        console.print(f'[red]letters lost, each leaves as "?": {" ".join(lost)}[/]')
    console.print(
        f"[bold]{found.recipients} recipients, {found.parts} parts, {money.show(found.cost_xof)}[/]"
        + (f" [red](without {found.unpriced} whose network has no price)[/]" if found.unpriced else "")
    )
    if deciding.needs_two(found.recipients, found.cost_xof):
        console.print("[yellow]Another person has to let it go.[/]")
    for one in seen.samples:
        text = fold(words.text(one.language, one.reference)).text
        console.print(Panel(Text(text), title=masked_phone(one.phone), title_align="left", width=60))


def estimate_json(seen: Survey, words: Wording, language: str | None) -> None:
    """The same for a program."""
    found = seen.estimate
    texts = {spoken: asdict_of(words, spoken) for spoken in ([language] if language else _different(words))}
    click.echo(
        dumps(
            {
                "recipients": found.recipients, "parts": found.parts, "cost_xof": found.cost_xof,
                "unpriced": found.unpriced, "two_persons": deciding.needs_two(found.recipients, found.cost_xof),
                "networks": [asdict(line) for line in found.lines], "texts": texts, "lost": list(words.lost()),
                "samples": [
                    {"phone": masked_phone(one.phone), "text": fold(words.text(one.language, one.reference)).text}
                    for one in seen.samples
                ],
            }
        )
    )  # fmt: skip


def asdict_of(words: Wording, language: str) -> dict[str, object]:
    """Parts and encoding of one language."""
    size = words.segments(language)
    return {"parts": size.parts, "encoding": size.encoding, "units": size.units}


@contextmanager
def bar(title: str, total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar on the error output; what is given is called with how many more."""
    with _bars(quiet=quiet) as drawn:
        task = drawn.add_task(title, total=total)
        yield lambda more: drawn.advance(task, more)


def watch(guichet: Guichet, number: int) -> None:
    """A bar until every message has left; Ctrl-C leaves the broadcast running."""
    with _bars(quiet=False) as drawn:
        task = drawn.add_task("Sending", total=None)
        try:
            while True:
                with guichet.database.transaction() as connection:
                    now = queries.progress(connection, number) or {}
                drawn.update(task, total=now["recipients"], completed=now["fed"] + now["refused"])
                if now["state"] in BROADCAST.final:
                    break
                clock.sleep(LOOK_EVERY_S)
        except KeyboardInterrupt:
            click.echo(f"broadcast {number} goes on; look: guichet broadcast show {number}", err=True)
            return
    click.echo(f"broadcast {number} is {now['state']}: {now['fed']} sent, {now['refused']} refused", err=True)


def story(found: dict[str, Any]) -> None:
    """One broadcast, line by line."""
    for name, value in found.items():
        if name not in ("messages", "words"):
            click.echo(f"{name.replace('_', ' '):<14} {cell(value)}")
    for state, count in found["messages"].items():
        click.echo(f"{state:<14} {count} message(s)")
    for language, template in found["words"].items():
        click.echo(f"\n{language}: {template}")


def _bars(*, quiet: bool) -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=quiet or not console.is_terminal,
    )  # fmt: skip


def _different(words: Wording) -> list[str]:
    """The languages whose words are not already those of another one."""
    first: dict[str, str] = {}
    for language in words.templates:
        first.setdefault(words.text(language, "0" * 12), language)
    return list(first.values())


def _networks(seen: Survey) -> list[dict[str, object]]:
    return [
        {
            "network": NETWORKS.get(line.network, "unknown"),
            "recipients": line.recipients,
            "parts": line.parts,
            "provider": line.provider or "none known",
            "a part": "-" if line.thousandths is None else f"{line.thousandths / FRANC:g} F",
            "cost": money.show(line.cost_xof),
        }
        for line in seen.estimate.lines
    ]
