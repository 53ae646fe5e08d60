"""``guichet staff``: the people of the console and of the commands about money. The first one is added here only."""

import sys

import click
from sqlalchemy import select

from admin.people import recovery
from admin.people import staff as people
from admin.people.staff import Post
from admin.roles import OF_AN_OFFICE, Role
from gateway.cli.desk import JSON, refusals
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.wiring import Guichet

ROLE = click.option(
    "--role", type=click.Choice([str(role) for role in Role]), default=str(Role.AGENT), show_default=True,
    help="What they may do in the console.",
)  # fmt: skip
ADMINISTRATION = click.option("--administration", metavar="CODE", help="Whose cases they see.")
REGION = click.option("--region", metavar="CODE", help="The part of that administration they work for.")


@click.group()
def staff() -> None:
    """People, what they may do, and the codes that prove it is they."""


@staff.command("add")
@click.argument("name")
@ROLE
@ADMINISTRATION
@REGION
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def add(name: str, role: str, administration: str | None, region: str | None, as_json: bool) -> None:
    """Add NAME and show, once, what their authenticator app scans and their first password."""
    with refusals(), wired() as guichet:
        post = _post(guichet, role, administration, region)
        with guichet.database.transaction() as connection:
            added = people.add(connection, guichet.keyring, name, post)
    if as_json:
        click.echo(dumps({"name": added.name, "uri": added.uri, "password": added.password}))
        return
    click.echo(added.qr())
    click.echo(added.uri)
    click.echo(f"First password: {added.password}")
    click.echo("Shown once: scan it now. It is kept sealed, and nowhere in clear.")
    click.echo("The password is changed at the first log-in, within three days, at /admin/login.")
    if post.role in OF_AN_OFFICE and post.administration is None:
        click.echo(
            f"Without --administration an {role} sees no case: guichet staff move {name} ...", err=True
        )


@staff.command("move")
@click.argument("name")
@ROLE
@ADMINISTRATION
@REGION
def move(name: str, role: str, administration: str | None, region: str | None) -> None:
    """Give NAME another role and place; their open sessions end."""
    with wired() as guichet:
        post = _post(guichet, role, administration, region)
        with guichet.database.transaction() as connection:
            found = people.move(connection, name, post)
    _ended(found, f"{name} is {role} now", f"nobody is called {name}")


@staff.command("list")
@JSON
def list_(as_json: bool) -> None:
    """Everybody, and who is disabled."""
    names = ("name", "role", "administration", "region", "added_at", "disabled_at")
    query = select(*(people.STAFF.c[name] for name in names)).order_by(people.STAFF.c.name)
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    table(rows, as_json=as_json, empty="Nobody yet: guichet staff add NAME.")


@staff.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Take no code and no session of NAME any more; what they did stays theirs."""
    with wired() as guichet, guichet.database.transaction() as connection:
        found = people.disable(connection, name)
    _ended(found, f"{name} may not act any more", f"nobody active is called {name}")


@staff.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Let NAME act again."""
    with wired() as guichet, guichet.database.transaction() as connection:
        found = people.enable(connection, name)
    _ended(found, f"{name} may act again", f"nobody disabled is called {name}")


@staff.command("recovery")
@click.argument("name")
def recovery_codes(name: str) -> None:
    """Print ten new recovery codes of NAME, once; the old ones are void."""
    with wired() as guichet, guichet.database.transaction() as connection:
        row = people.named(connection, name)
        if row is None:
            raise click.UsageError(f"nobody active is called {name!r}")
        codes = recovery.make(connection, row.id, name, by="cli")
    for code in codes:
        click.echo(code)


def _post(guichet: Guichet, role: str, administration: str | None, region: str | None) -> Post:
    known = guichet.catalogue.administrations
    if administration is not None and administration not in known:
        raise click.UsageError(f"no administration {administration!r}: one of {', '.join(sorted(known))}")
    if region is not None and administration is None:
        raise click.UsageError("--region is of an --administration")
    return Post(Role(role), administration, region)


def _ended(found: bool, done: str, absent: str) -> None:
    click.echo(done if found else absent)
    sys.exit(0 if found else 2)


COMMANDS = (staff,)
