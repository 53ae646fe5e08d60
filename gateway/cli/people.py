"""``guichet staff``: the people who may decide about money."""

import sys

import click
from sqlalchemy import select

from gateway import staff as people
from gateway.cli.desk import JSON, refusals
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired


@click.group()
def staff() -> None:
    """People, and the codes that prove it is they."""


@staff.command("add")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def add(name: str, as_json: bool) -> None:
    """Add NAME and show, once, what their authenticator app scans."""
    with refusals(), wired() as guichet, guichet.database.transaction() as connection:
        added = people.add(connection, guichet.keyring, name)
    if as_json:
        click.echo(dumps({"name": added.name, "uri": added.uri}))
        return
    click.echo(added.qr())
    click.echo(added.uri)
    click.echo("Shown once: scan it now. It is kept sealed, and nowhere in clear.")


@staff.command("list")
@JSON
def list_(as_json: bool) -> None:
    """Everybody, and who is disabled."""
    columns = (people.STAFF.c.name, people.STAFF.c.added_at, people.STAFF.c.disabled_at)
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = [dict(row) for row in connection.execute(select(*columns).order_by(columns[0])).mappings()]
    table(rows, as_json=as_json, empty="Nobody yet: guichet staff add NAME.")


@staff.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Take no code of NAME any more; what they did stays theirs."""
    with wired() as guichet, guichet.database.transaction() as connection:
        found = people.disable(connection, name)
    click.echo(f"{name} may not act any more" if found else f"nobody active is called {name}")
    sys.exit(0 if found else 2)


COMMANDS = (staff,)
