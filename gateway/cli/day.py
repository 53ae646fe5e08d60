"""``guichet day``: the end of a regie's day, and its paying-in slip."""

from datetime import date

import click

from gateway.cli.desk import BY, CODE, JSON, acting, refusals
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from kernel import clock
from payments.closing import day as days
from payments.closing.slip import sheet

REGIE = click.option("--regie", help="One regie; all of them when left out.")


def _day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("a day is written YYYY-MM-DD") from None


@click.group()
def day() -> None:
    """Closed days and their paying-in slips."""


@day.command("close")
@REGIE
@click.option(
    "--until", callback=_day, metavar="YYYY-MM-DD", help="The last day to close; yesterday when left out."
)
@BY
@CODE
@JSON
def close(regie: str | None, until: date | None, by: str, code: str | None, as_json: bool) -> None:
    """Close every ended day that is still open, in order: nothing is posted into it any more."""
    with refusals(), wired() as guichet:
        plan, at = guichet.treasury.accounting, clock.now()
        who, closed = acting(guichet, by, code), []
        for each in (regie,) if regie else tuple(plan.regies):
            with guichet.database.transaction() as connection:
                due = days.due(connection, plan, each, at)
            for one in (one for one in due if until is None or one <= until):
                with guichet.database.transaction() as connection:
                    closed.append(days.close(connection, plan, regie=each, day=one, by=who, at=at))
    if as_json:
        click.echo(dumps([each.slip for each in closed]))
        return
    table([_row(each) for each in closed], as_json=False, empty="Every ended day is closed.")


@day.command("list")
@REGIE
@JSON
def list_(regie: str | None, as_json: bool) -> None:
    """Closed days, newest first."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = [_row(each) for each in days.list_closings(connection, regie)]
    table(rows, as_json=as_json, empty="No day is closed yet.")


@day.command("slip")
@click.argument("regie")
@click.argument("of", callback=_day, metavar="YYYY-MM-DD")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def slip(regie: str, of: date, as_json: bool) -> None:
    """Print the etat de versement of a closed day."""
    with refusals(), wired() as guichet:
        with guichet.database.transaction() as connection:
            closed = days.find(connection, regie, of)
        if closed is None:
            raise days.NotClosable("this day is not closed")
    click.echo(dumps(closed.slip) if as_json else sheet(closed.slip))


def _row(closed: days.Closing) -> dict[str, object]:
    return {
        "regie": closed.regie, "day": closed.day, "number": closed.number, "rows": closed.rows,
        "collected_xof": closed.collected_xof, "hash": closed.hash,
    }  # fmt: skip


COMMANDS = (day,)
