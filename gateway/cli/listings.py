"""``guichet list`` and ``guichet case``: what an operator looks things up with. Phones are masked."""

from datetime import timedelta

import click

from cases import queries as cases
from gateway.cli.show import cell, dumps, table
from gateway.cli.wired import wired
from kernel import clock
from kernel.ids import ReferenceRefused, parse_reference
from sms import queries as messages
from ussd import drop_map

LIMIT = click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1, 1000), help="Rows at most."
)
JSON = click.option("--json", "as_json", is_flag=True, help="A JSON array.")
CASE_COLUMNS = ("reference", "service", "state", "since", "phone", "submission")
EVENT_COLUMNS = ("at", "kind", "from_state", "to_state", "source", "note")
MESSAGE_COLUMNS = ("created_at", "phone", "purpose", "state", "reason", "parts", "cost")


@click.group("list")
def list_() -> None:
    """Lists, newest first."""


@list_.command("cases")
@click.option("--state", help="Only cases in this state.")
@LIMIT
@JSON
def list_cases(state: str | None, limit: int, as_json: bool) -> None:
    """Citizens' cases."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = cases.list_cases(connection, guichet.keyring, state=state, limit=limit)
    table(rows, as_json=as_json, empty="No case yet.", columns=CASE_COLUMNS)


@list_.command("messages")
@LIMIT
@JSON
def list_messages(limit: int, as_json: bool) -> None:
    """Outgoing SMS."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = messages.list_messages(connection, guichet.keyring, limit)
    table([row._asdict() for row in rows], as_json=as_json, empty="No message yet.", columns=MESSAGE_COLUMNS)


@list_.command("drops")
@click.option("--hours", default=24, show_default=True, type=click.IntRange(1, 24 * 31), help="How far back.")
@JSON
def list_drops(hours: int, as_json: bool) -> None:
    """Where USSD sessions break off: network, last screen, hour."""

    with wired() as guichet, guichet.database.transaction() as connection:
        rows = drop_map.drop_map(connection, clock.now() - timedelta(hours=hours))
    table([row._asdict() for row in rows], as_json=as_json, empty="No session has ended yet.")


@click.command("case")
@click.argument("reference", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def case(reference: tuple[str, ...], as_json: bool) -> None:
    """The whole story of one case, in time order. REFERENCE may be typed with its spaces."""
    try:
        number = parse_reference("".join(reference))
    except ReferenceRefused as refused:
        raise click.BadParameter(f"not a reference ({refused})") from None
    with wired() as guichet, guichet.database.transaction() as connection:
        story = cases.story(connection, guichet.keyring, number)
    if story is None:
        raise click.ClickException(f"no case {number}")
    if as_json:
        click.echo(dumps(story))
        return
    for name, value in story.items():
        if name not in ("events", "id"):
            click.echo(f"{name.replace('_', ' '):<16} {cell(value)}")
    click.echo()
    table(story["events"], as_json=False, empty="No event.", columns=EVENT_COLUMNS)


COMMANDS = (list_, case)
