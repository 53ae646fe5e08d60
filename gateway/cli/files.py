"""``guichet backup`` and ``restore``: the whole database in one file and back."""

from pathlib import Path

import click
from rich.console import Console

from gateway import backup as backups
from gateway.settings import load

console = Console(highlight=False, soft_wrap=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the database to FILE while everything runs."""
    if file.exists():
        raise click.UsageError(f"{file} exists already")
    with console.status("Writing the backup ..."):
        done = backups.dump(load(), file)
    click.echo(
        f"{file}: {done.size_bytes / 1e6:.1f} MB in {done.seconds:.1f} s. Keep the field keys apart from it."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="This replaces everything in the database. Go on?")
def restore(file: Path) -> None:
    """Replace the database by what FILE holds; stop `guichet run` or its processes first."""
    with console.status("Reading the backup ..."):
        done = backups.restore(load(), file)
    click.echo(f"restored in {done.seconds:.1f} s; now run: guichet migrate, guichet check")


COMMANDS = (backup, restore)
