"""``guichet day``: the end of a regie's day, and its paying-in slip."""

import sys
from collections.abc import Iterator
from datetime import date

import click

from admin.people.person import Person
from admin.regies import within
from gateway.cli.desk import BY, CODE, JSON, LIMIT, refusals
from gateway.cli.entitled import entitled, of_regie
from gateway.cli.show import dumps, table
from gateway.cli.wired import wired
from gateway.wiring import Guichet
from kernel import clock, money
from kernel.ids import spaced
from payments.closing import day as days
from payments.closing.slip import sheet

# As many as a terminal shows at once; all of them stand on the console's page of the regie.
TOLD_MAX = 20
KEEP = "books.keep"
REGIE = click.option("--regie", help="One regie; all of them, of your office, when left out.")


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
@click.option(
    "--with-doubt",
    is_flag=True,
    help="Close days in doubt too; money that comes late goes to the next open day.",
)
@BY
@CODE
@JSON
def close(
    regie: str | None, until: date | None, with_doubt: bool, by: str, code: str | None, as_json: bool
) -> None:
    """Close every ended day that is still open, in order: nothing is posted into it any more.

    A day in doubt (a payment or a refund that the operator has not answered, an open difference of a statement) stays
    open with those after it, unless --with-doubt. Exit 0: every day asked for is closed; 1: one is in doubt, and what
    of it (on stderr), the days before it are closed; 2: misuse.
    """
    with refusals(), wired() as guichet:
        person = entitled(guichet, by, code, KEEP, f"day:{regie or 'all'}")
        regies, who = _regies(guichet, person, regie), person.name
        closed: list[days.Closing] = []
        doubtful: list[days.DayInDoubt] = []
        for each in regies:
            try:
                closed.extend(_closing(guichet, each, until, by=who, with_doubt=with_doubt))
            except days.DayInDoubt as doubt:
                doubtful.append(doubt)
    if as_json:
        click.echo(dumps([each.slip for each in closed]))
    elif closed or not doubtful:
        table([_row(each) for each in closed], as_json=False, empty="Every ended day is closed.")
    for in_doubt in doubtful:
        _tell(in_doubt)
    sys.exit(1 if doubtful else 0)


def _regies(guichet: Guichet, person: Person, regie: str | None) -> tuple[str, ...]:
    """The one asked for, else those of the person's office, else all. Raises NotPermitted for another office's."""
    if regie is not None:
        of_regie(guichet, person, regie, KEEP, f"day:{regie}")
        return (regie,)
    every = guichet.treasury.accounting.regies.values()
    return tuple(each.code for each in every if within(each, person.scope))


def _closing(
    guichet: Guichet, regie: str, until: date | None, *, by: str, with_doubt: bool
) -> Iterator[days.Closing]:
    """One regie's days, each in a transaction of its own. Raises DayInDoubt behind those that it closed."""
    plan, at = guichet.treasury.accounting, clock.now()
    with guichet.database.transaction() as connection:
        due = days.due(connection, plan, regie, at)
    for one in (one for one in due if until is None or one <= until):
        with guichet.database.transaction() as connection:
            done = days.close(connection, plan, regie=regie, day=one, by=by, at=at, with_doubt=with_doubt)
        yield done


def _tell(in_doubt: days.DayInDoubt) -> None:
    """What is in doubt, one line each up to 20, and what to type."""
    regie, of = in_doubt.regie, in_doubt.day.isoformat()
    click.echo(f"guichet: {regie} {of} stays open, {len(in_doubt.doubts)} in doubt:", err=True)
    for each in in_doubt.doubts[:TOLD_MAX]:
        statement = f"  statement {each.statement}" if each.statement else ""
        click.echo(
            f"  {each.kind:<10}  {spaced(each.reference)}  {each.rail:<14}  {money.show(each.amount_xof):>12}"
            f"  since {each.since:%Y-%m-%d %H:%M} UTC{statement}",
            err=True,
        )
    if len(in_doubt.doubts) > TOLD_MAX:
        click.echo(f"  and {len(in_doubt.doubts) - TOLD_MAX} more", err=True)
    click.echo(
        f"wait, or close it all the same: guichet day close --regie {regie} --until {of} --with-doubt",
        err=True,
    )


@day.command("list")
@REGIE
@LIMIT
@JSON
def list_(regie: str | None, limit: int, as_json: bool) -> None:
    """Closed days, newest first."""
    with wired() as guichet, guichet.database.transaction() as connection:
        rows = [_row(each) for each in days.list_closings(connection, regie, limit)]
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
