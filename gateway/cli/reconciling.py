"""``guichet reconcile`` and ``difference``: an operator's statement against our receipts, and what differs."""

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from gateway.cli.desk import BY, CODE, JSON, LIMIT, refusals, ring
from gateway.cli.entitled import entitled, of_regie, regie_of
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.wiring import Guichet
from kernel import clock, money
from payments.reconciliation import differences, explaining, explanations
from payments.reconciliation.classes import CLASSES
from payments.reconciliation.fetching import fetched
from payments.reconciliation.importing import Imports, Source
from payments.reconciliation.profile import known_rails, of_rail
from payments.reconciliation.report import Report

KEEP = "books.keep"
DIFFERENCE_COLUMNS = (
    "class",
    "book",
    "id",
    "operator_id",
    "at",
    "amount_xof",
    "foreign_amount",
    "explanation",
    "why",
    "by",
)


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rail", required=True, help=f"Whose statement: {', '.join(known_rails())}.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="Fetch this day from the operator: no FILE then."
)
@click.option("--country", type=click.Choice(["ML", "BJ"]), help="Where the operator works in both.")
@click.option("--profile", help="Read it as this profile writes (generic, ...) instead of the rail's own.")
@click.option("--by", default="cli", show_default=True, metavar="NAME", help="Who imports it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def reconcile(
    file: Path | None, rail: str, day: datetime | None, country: str | None, profile: str | None, by: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Import the statement FILE: receive what only the operator knew, show what differs. Exit 1 on a difference.

    Wave and PI-SPI tell their statement by an API: --day instead of FILE.
    """
    if (file is None) is (day is None):
        raise click.UsageError("give a FILE, or the --day to fetch")
    with refusals(), wired() as guichet, _source(guichet, file, rail, day, country, profile) as source:
        done = _imported(guichet, source, by=by, quiet=as_json)
        ring(guichet, "events", "payments")
    if as_json:
        click.echo(dumps(shown(done)))
    else:
        _print(done)
    sys.exit(0 if done.agrees else 1)


def _source(
    guichet: Guichet,
    file: Path | None,
    rail: str,
    day: datetime | None,
    country: str | None,
    profile: str | None,
) -> AbstractContextManager[Source]:
    if file is not None:
        return nullcontext(Source(file, rail, country, profile))
    statements = guichet.treasury.statements
    if rail not in statements:
        raise click.UsageError(f"only {', '.join(sorted(statements))} can be asked: give the FILE of {rail}")
    return fetched(statements[rail], rail, of_rail(rail).country(country), cast("datetime", day).date())


def _imported(guichet: Guichet, source: Source, *, by: str, quiet: bool) -> Report:
    screen = Console(stderr=True)
    imports = Imports(guichet.database, guichet.treasury.settlement, guichet.treasury.accounting)
    with Progress(
        TextColumn("{task.description:<9}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(), console=screen, transient=True, disable=quiet or not screen.is_terminal,
    ) as bar:  # fmt: skip
        return imports.run(source, by=by, progress=Bars(bar))


def shown(done: Report) -> dict[str, object]:
    """The report for a program."""
    return {
        "file": done.file_id, "book": done.book, "from": done.starts_at, "to": done.ends_at, "lines": done.lines,
        "new": done.new, "opening_xof": done.opening_xof, "closing_xof": done.closing_xof, "gap_xof": done.gap_xof,
        "agrees": done.agrees, "differences": done.differences, "open": done.open,
        "classes": {
            each.class_: {"count": each.count, "amount_xof": each.amount_xof, "open": each.open}
            for each in done.tallies
        },
        "shown": list(done.shown),
    }  # fmt: skip


class Bars:
    """One bar a step of the work."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, of: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._bar.add_task(step, total=of)
        self._bar.update(self._tasks[step], completed=done, total=of)


def _print(done: Report) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if not done.new:
        console.print("[dim]This file was imported before: nothing was read again.[/]")
    rows = [
        {"class": each.class_.replace("_", " "), "lines": each.count, "amount": money.show(each.amount_xof),
         "open": each.open, "meaning": CLASSES[each.class_]}
        for each in done.tallies
    ]  # fmt: skip
    table(rows, as_json=False, empty="No movement.")
    if done.shown:
        console.print("\n[bold]Differences[/]")
        table(list(done.shown), as_json=False, empty="",
              columns=("class", "line", "operator_id", "at", "amount_xof", "foreign_amount", "open", "id"))  # fmt: skip
    console.print()
    if done.gap_xof is None:
        console.print("The file states no opening and closing balance.")
    elif done.gap_xof:
        console.print(f"[red]opening + movements differ from closing by {money.show(done.gap_xof)}[/]")
        if any(each.class_ == "currency" for each in done.tallies):
            console.print(
                "[red]a line in another currency is counted in the closing balance, and not here[/]"
            )
    else:
        console.print(f"opening {money.show(done.opening_xof or 0)} + movements = closing "
                      f"{money.show(done.closing_xof or 0)}")  # fmt: skip
    console.print(
        "[green]all agrees[/]"
        if done.agrees
        else f"[red]differences: {done.differences}, of which open: {done.open}[/]"
    )
    if done.open:
        console.print("An open one is explained by a person and confirmed by another: guichet difference "
                      "explain ID --why \"...\" --by NAME")  # fmt: skip


@click.group()
def difference() -> None:
    """Differences between the statements and our receipts."""


@difference.command("list")
@click.option("--ageing", "as_ages", is_flag=True, help="How many and how much, by days of waiting.")
@LIMIT
@JSON
def list_(as_ages: bool, limit: int, as_json: bool) -> None:
    """What stands open, oldest first."""
    with wired() as guichet, guichet.database.transaction() as connection:
        if as_ages:
            aged = differences.ageing(connection, clock.now())
            rows = [{"days": each.days, "count": each.count, "amount_xof": each.amount_xof} for each in aged]
        else:
            rows = differences.list_differences(connection, limit)
    table(rows, as_json=as_json, empty="Nothing differs.", columns=() if as_ages else DIFFERENCE_COLUMNS)


@difference.command("explain")
@click.argument("id_")
@click.option("--why", required=True, help="What happened, in a sentence for the auditor.")
@BY
@CODE
def explain(id_: str, why: str, by: str, code: str | None) -> None:
    """Say why the line or the receipt ID_ of `difference list` differs; another person confirms."""
    with refusals(), wired() as guichet:
        subject: dict[str, Any] = {"line_id": int(id_)} if id_.isdigit() else {"receipt_id": id_}
        who = _keeper(guichet, by, code, subject, f"difference:{id_[:40]}")
        with guichet.database.transaction() as connection:
            number = explaining.explain(connection, why=why, by=who, at=clock.now(), **subject)
    click.echo(f"explanation {number}; another person confirms it")


@difference.command("confirm")
@click.argument("number", type=int)
@click.option("--refuse", is_flag=True, help="Refuse the explanation instead.")
@BY
@CODE
def confirm(number: int, refuse: bool, by: str, code: str | None) -> None:
    """Confirm the explanation NUMBER of another person."""
    with refusals(), wired() as guichet:
        with guichet.database.transaction() as connection:
            subject = explanations.subject(connection, number)
        who = _keeper(guichet, by, code, subject, f"explanation:{number}")
        with guichet.database.transaction() as connection:
            explaining.decide(connection, number, by=who, at=clock.now(), confirmed=not refuse)
    click.echo("refused" if refuse else "confirmed")


def _keeper(guichet: Guichet, by: str, code: str | None, subject: dict[str, Any], about: str) -> str:
    """The name of who keeps the books of the regie concerned. Raises NotProven, NotPermitted."""
    person = entitled(guichet, by, code, KEEP, about)
    with guichet.database.transaction() as connection:
        regie = regie_of(connection, **subject) if subject else None
    of_regie(guichet, person, regie, KEEP, about)
    return person.name


COMMANDS = (reconcile, difference)
