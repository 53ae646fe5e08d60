"""``guichet outbox``: what waits, what is parked, and a second chance for it."""

import click
from sqlalchemy import select

from gateway import bell
from gateway.cli.show import table
from gateway.cli.wired import wired
from kernel.outbox import OUTBOX, retry

ROWS_MAX = 200


@click.group()
def outbox() -> None:
    """Work and news that wait to be handled."""


@outbox.command("list")
@click.option("--parked", is_flag=True, help="Only what was given up after ten tries.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def list_(parked: bool, as_json: bool) -> None:
    """What is not done yet, oldest first."""
    columns = (OUTBOX.c.id, OUTBOX.c.lane, OUTBOX.c.topic, OUTBOX.c.subject, OUTBOX.c.tries, OUTBOX.c.due_at,
               OUTBOX.c.parked_at, OUTBOX.c.last_error)  # fmt: skip
    wanted = OUTBOX.c.parked_at.is_not(None) if parked else OUTBOX.c.id > 0
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = connection.execute(
            select(*columns).where(OUTBOX.c.done_at.is_(None), wanted).order_by(OUTBOX.c.id).limit(ROWS_MAX)
        ).mappings()
        table([dict(row) for row in rows], as_json=as_json, empty="Nothing waits.")


@outbox.command("retry")
@click.argument("event_id", type=int)
def retry_(event_id: int) -> None:
    """Send a parked row round again."""
    with wired() as guichet:
        with guichet.database.transaction() as connection:
            found = retry(connection, event_id)
        if not found:
            raise click.UsageError(f"row {event_id} is not parked")
        bell.ring(guichet.redis, bell.LANES)
    click.echo(f"row {event_id} goes round again")


COMMANDS = (outbox,)
