"""``guichet broadcast``: one message to everybody who holds a case of a service."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Unpack

import click

from cases.lifecycle import MACHINE
from gateway import broadcasts
from gateway.cli import broadcast_screen as screen
from gateway.cli import broadcast_sending as sending
from gateway.cli import desk
from gateway.cli.entitled import BROADCAST, entitled, of_administration
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.wiring import Guichet
from kernel import clock
from sms.broadcasts import deciding, queries
from sms.broadcasts.errors import NotAllowed, WordingRefused

COLUMNS = (
    "id",
    "state",
    "service",
    "case_state",
    "recipients",
    "fed",
    "cost_xof",
    "prepared_by",
    "created_at",
)
BY = click.option("--by", metavar="NAME", help="Who acts: a name of `guichet staff`.")
DETACH = click.option("--detach", is_flag=True, help="Do not wait until it is done.")


@click.group(invoke_without_command=True)
@click.option("--service", metavar="CODE", help="Whose holders: ml-co, or its number.")
@click.option("--state", type=click.Choice(sorted(MACHINE.states)), help="Only cases in this state.")
@click.option("--language", help="Only holders who read this language: fr, en, bm, fon.")
@click.option("--message", help="The words; {reference} and {service} are filled in.")
@click.option("--template", metavar="KEY", help="A text of the catalogue instead, to each in his language.")
@click.option("--provider", multiple=True, help="Estimate with these providers only.")
@click.option("--accept-loss", is_flag=True, help='Send letters that no basic phone shows, as "?".')
@click.option("--dry-run", is_flag=True, help="Count, price and show; store nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@BY
@desk.CODE
@DETACH
@click.option("--json", "as_json", is_flag=True, help="The estimate as one JSON object.")
@click.pass_context
def broadcast(context: click.Context, /, **typed: Unpack[sending.Typed]) -> None:
    """Send one message to the holders of a kind of case."""
    if context.invoked_subcommand is None:
        with refusals(), wired() as guichet:
            sending.run(guichet, typed)


@broadcast.command()
@click.argument("number", type=int)
@desk.BY
@desk.CODE
@DETACH
def approve(number: int, by: str, code: str | None, detach: bool) -> None:
    """Let the broadcast NUMBER of another person go."""
    with refusals(), wired() as guichet:
        sending.release(guichet, number, _writer(guichet, by, code, number), detach=detach)


@broadcast.command()
@click.argument("number", type=int)
@desk.BY
@desk.CODE
def stop(number: int, by: str, code: str | None) -> None:
    """Stop the broadcast NUMBER at once: nothing more leaves."""
    with refusals(), wired() as guichet:
        who = _writer(guichet, by, code, number)
        with guichet.database.transaction() as connection:
            taken_back = deciding.stop(connection, number, by=who, at=clock.now())
    click.echo(f"broadcast {number} is stopped; {taken_back} queued message(s) taken back")


@broadcast.command("list")
@desk.LIMIT
@desk.JSON
def list_(limit: int, as_json: bool) -> None:
    """Broadcasts, newest first."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = queries.list_broadcasts(connection, limit)
    table(rows, as_json=as_json, empty="No broadcast yet.", columns=COLUMNS)


@broadcast.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(number: int, as_json: bool) -> None:
    """The broadcast NUMBER: its words, who decided, what became of its messages."""
    with refusals(), wired() as guichet:
        database = broadcasts.patient(guichet)
        try:
            with database.transaction() as connection:
                found = queries.show(connection, number)
        finally:
            database.close()
        if found is None:
            raise LookupError(f"no broadcast {number}")
    if as_json:
        click.echo(dumps(found))
    else:
        screen.story(found)


def _writer(guichet: Guichet, by: str, code: str | None, number: int) -> str:
    """The name of who decides about the broadcast. Raises NotProven, NotPermitted, LookupError."""
    about = f"broadcast:{number}"
    person = entitled(guichet, by, code, BROADCAST, about)
    with guichet.database.transaction() as connection:
        found = queries.progress(connection, number)
    if found is None:
        raise LookupError(f"no broadcast {number}")
    service = guichet.catalogue.services.get(found["service"])
    of_administration(guichet, person, service.administration if service else "", about)
    return person.name


@contextmanager
def refusals() -> Iterator[None]:
    """Words that cannot be sent and numbers of nothing: exit 2. What may not be done now: exit 1."""
    with desk.refusals():
        try:
            yield
        except (WordingRefused, LookupError) as refused:
            raise click.UsageError(str(refused)) from None
        except NotAllowed as refused:
            click.echo(f"guichet: {refused}", err=True)
            sys.exit(1)


COMMANDS = (broadcast,)
