"""``guichet payment`` and ``list payments``, and the table of all commands about money."""

import click

from gateway.cli import day, ledger, reconciling, refunding, suspense
from gateway.cli.desk import JSON, LIMIT
from gateway.cli.listings import list_
from gateway.cli.show import cell, dumps, francs, table
from gateway.cli.wired import wired
from kernel.ids import ReferenceRefused, parse_reference
from payments import queries
from payments.states import ATTEMPT

PAYMENT_COLUMNS = (
    "reference",
    "rail",
    "state",
    "amount_xof",
    "payer",
    "operator_id",
    "created_at",
    "reason",
    "mismatch",
)
ATTEMPT_COLUMNS = ("created_at", "rail", "state", "amount_xof", "operator_id", "polls", "reason", "mismatch")
RECEIPT_COLUMNS = ("received_at", "rail", "operator_id", "amount_xof", "settled_xof", "disposition")


@click.command("payment")
@click.argument("reference", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def payment(reference: tuple[str, ...], as_json: bool) -> None:
    """One payment: each try to pay it, and the money that came. REFERENCE may be typed with its spaces."""
    try:
        number = parse_reference("".join(reference))
    except ReferenceRefused as refused:
        raise click.BadParameter(f"not a reference ({refused})") from None
    with wired() as guichet, guichet.database.transaction() as connection:
        story = queries.story(connection, guichet.keyring, number)
    if story is None:
        raise click.ClickException(f"no payment {number}")
    if as_json:
        click.echo(dumps(story))
        return
    for name, value in story.items():
        if name not in ("attempts", "receipts", "id"):
            click.echo(
                f"{name.replace('_', ' '):<16} {francs(value) if name.endswith('_xof') else cell(value)}"
            )
    click.echo()
    table(story["attempts"], as_json=False, empty="Nobody tried to pay it yet.", columns=ATTEMPT_COLUMNS)
    click.echo()
    table(story["receipts"], as_json=False, empty="No money came.", columns=RECEIPT_COLUMNS)


@list_.command("payments")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(sorted(ATTEMPT.states)), help="Only these states."
)
@click.option("--rail", help="Only this operator.")
@click.option("--mismatch", is_flag=True, help="Only those that the operator says were paid otherwise.")
@click.option("--doubtful", is_flag=True, help="Only those past their time without a verdict.")
@LIMIT
@JSON
def list_payments(
    states: tuple[str, ...], rail: str | None, mismatch: bool, doubtful: bool, limit: int, as_json: bool
) -> None:
    """Tries to pay, newest first."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = queries.list_payments(
            connection,
            guichet.keyring,
            states=states,
            rail=rail,
            mismatch=mismatch,
            doubtful=doubtful,
            limit=limit,
        )
    table(rows, as_json=as_json, empty="No payment yet.", columns=PAYMENT_COLUMNS)


COMMANDS = (
    payment, *refunding.COMMANDS, *suspense.COMMANDS, *reconciling.COMMANDS, *day.COMMANDS, *ledger.COMMANDS
)  # fmt: skip
