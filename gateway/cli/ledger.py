"""``guichet ledger``: the chain of the books, walked in the database or in a file, and the file itself."""

import sys
from pathlib import Path
from typing import IO

import click

from gateway.cli.wired import wired
from payments import ledger as books


@click.group()
def ledger() -> None:
    """The double-entry books."""


@ledger.command("verify")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--head", metavar="N:HASH", help="The head printed by an earlier export: proves that nothing was cut."
)
def verify(file: Path | None, head: str | None) -> None:
    """Walk the chain of FILE (an export; needs no database), or of the database. Exit 1 at the first bad link."""
    expected = _head(head)
    if file is not None:
        broken, where = books.verify_file(file, expected), str(file)
    else:
        with wired() as guichet, guichet.database.transaction() as connection:
            broken, where = books.verify(connection), "the ledger"
            if broken is None and expected is not None and books.head(connection) < expected:
                click.echo("guichet: the ledger is shorter than the head given", err=True)
                sys.exit(1)
    click.echo(f"{where} is whole" if broken is None else f"{where}: {broken}")
    sys.exit(0 if broken is None else 1)


@ledger.command("export")
@click.option(
    "--output",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="Standard output by default.",
)
def export(output: IO[str]) -> None:
    """Write every sealed row as JSON lines, to be verified anywhere; the head goes to standard error."""
    with wired() as guichet:
        while True:
            with guichet.database.transaction() as connection:
                if not books.seal_chain(connection):
                    break
        with guichet.database.transaction() as connection:
            count, last = books.export(connection, output)
    click.echo(
        f"{count} rows. Keep the head elsewhere, it proves later that nothing was cut: --head", err=True
    )
    click.echo(f"{count}:{last}", err=True)


def _head(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    count, found, last = text.partition(":")
    if not found or not count.isdigit() or len(last) != 64:
        raise click.BadParameter("a head is N:HASH, as `ledger export` prints it")
    return int(count), last


COMMANDS = (ledger,)
