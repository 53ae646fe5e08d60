"""``guichet catalogue``: what the state offers, checked on the smallest screen it will be read on."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text
from rich.tree import Tree

from catalogue.catalogue import Catalogue
from catalogue.loader import CatalogueRefused, load
from conversation import walk
from gateway.cli.show import dumps

SMS = "sms."  # How the names of answers by SMS begin.
console = Console(highlight=False, soft_wrap=True)
FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another catalogue than the shipped one.",
)


@click.group()
def catalogue() -> None:
    """Services, fees and texts."""


def read(folder: Path | None) -> Catalogue:
    """The catalogue, or every problem with its file and line and exit 1."""
    try:
        return load(folder) if folder else load()
    except CatalogueRefused as refused:
        for problem in refused.problems:
            click.echo(f"{problem.file}:{problem.line}: {problem.reason}", err=True)
        click.echo(f"{len(refused.problems)} problem(s)", err=True)
        sys.exit(1)


@catalogue.command()
@FOLDER
@click.option("--show", help="Print the pages of the screens whose name begins so, as a citizen reads them.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array of the faults.")
def check(folder: Path | None, show: str | None, as_json: bool) -> None:
    """Walk every screen of every service in every language with worst-case data; exit 1 when one does not fit."""
    loaded = read(folder)
    walked = list(_walked(loaded, quiet=as_json))
    faulty = [screen for screen in walked if screen.faults]
    if as_json:
        click.echo(dumps([asdict(screen) for screen in faulty]))
        sys.exit(1 if faulty else 0)
    for screen in walked:
        if show and screen.name.startswith(show):
            _print_page(screen)
    for screen in faulty:
        console.print(
            f"[red]FAIL[/] {screen.name} ({screen.language}) page {screen.page}: {'; '.join(screen.faults)}"
        )
    _summary(loaded, walked, len(faulty))
    sys.exit(1 if faulty else 0)


@catalogue.command()
@FOLDER
@click.option("--language", default="fr", show_default=True, help="fr, en, bm or fon.")
def menu(folder: Path | None, language: str) -> None:
    """Draw the whole menu as a tree: what to press for what."""
    loaded = read(folder)
    if language not in loaded.languages:
        raise click.UsageError(f"no language {language!r}: one of {', '.join(loaded.languages)}")
    root = walk.menu_map(loaded, language)
    tree = Tree(root.label)
    _grow(tree, root)
    console.print(tree)


def _walked(loaded: Catalogue, *, quiet: bool) -> Iterator[walk.WalkedScreen]:
    with Progress(
        TextColumn("Walking the screens"), BarColumn(), TextColumn("{task.completed} pages"),
        console=Console(stderr=True), transient=True, disable=quiet,
    ) as progress:  # fmt: skip
        task = progress.add_task("walk", total=None)
        for screen in walk.walk(loaded):
            progress.advance(task)
            yield screen


def _summary(loaded: Catalogue, walked: list[walk.WalkedScreen], faulty: int) -> None:
    fullest = max(walked, key=lambda screen: screen.septets / screen.budget)
    screens = len({screen.name for screen in walked})
    console.print(
        f"{len(loaded.services)} services, {screens} screens, {len(walked)} pages, {len(loaded.languages)} languages; "
        f"fullest: {fullest.name} ({fullest.language}) {fullest.septets} of {fullest.budget} septets"
    )
    letters = [screen.parts for screen in walked if screen.name.startswith(SMS)]
    console.print(f"{len(letters)} answers by SMS, at most {max(letters, default=0)} parts")
    waiting = {language: count for language, count in walk.fallbacks(loaded).items() if count}
    for language, count in waiting.items():
        console.print(f"{language}: {count} texts wait for a translator and are read in French")
    console.print("[green]every screen fits[/]" if not faulty else f"[red]{faulty} page(s) do not fit[/]")


def _print_page(screen: walk.WalkedScreen) -> None:
    messages = f"  {screen.parts} SMS" if screen.name.startswith(SMS) else ""
    size = f"{screen.septets}/{screen.budget}{messages}"
    title = f"{screen.name} ({screen.language}) {screen.page}/{screen.pages}  {size}"
    console.print(Panel(Text(screen.text), title=title, width=44, title_align="left"))


def _grow(tree: Tree, branch: walk.Branch) -> None:
    for child in branch.children:
        key = f"[bold]{child.key}[/] " if child.key else "? "
        _grow(tree.add(f"{key}{child.label}"), child)


COMMANDS = (catalogue,)
