"""``guichet catalogue``: what the state offers, checked on the smallest screen it will be read on."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.tree import Tree

from catalogue.catalogue import Catalogue
from catalogue.loader import CatalogueRefused, load
from gateway.cli.show import dumps

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


COMMANDS = (catalogue,)
