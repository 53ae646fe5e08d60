"""``guichet database``: what each process may do in PostgreSQL."""

import sys

import click

from gateway.cli.wired import quiet
from gateway.privileges import applying, statements
from gateway.privileges.roles import Role
from gateway.settings import load
from kernel.database import METADATA


@click.group()
def database() -> None:
    """The roles of PostgreSQL."""


@database.command("roles")
@click.option("--sql", "as_sql", is_flag=True, help="Print the statements for a DBA, and change nothing.")
def roles(as_sql: bool) -> None:
    """Make the group roles and grant each what its processes need; again after each migration, as the owner.

    Whoever logs in is a role of yours that is a member of one: CREATE ROLE ... LOGIN IN ROLE guichet_web.
    """
    quiet()
    if as_sql:
        click.echo("BEGIN;")
        for statement in (*statements.creation(), *statements.granting(METADATA)):
            click.echo(f"{statement};")
        click.echo("COMMIT;")
        return
    try:
        applying.apply(load())
    except applying.NotAllowed as refused:
        click.echo(f"guichet: {refused}", err=True)
        sys.exit(1)
    click.echo(f"{len(METADATA.tables)} tables granted to {', '.join(Role)}")


COMMANDS = (database,)
