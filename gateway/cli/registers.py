"""``guichet register``: the registers of a regie, read from the one journal. JSON lines or a table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from typing import Any

import click

from gateway.cli.show import table
from gateway.cli.wired import wired
from gateway.wiring import Guichet
from kernel import clock
from kernel.database import Database
from payments import registers

# A table is for eyes; a year of entries is read by a program, from the JSON array.
SHOWN_MAX = 200
PATIENCE_MS = 600_000
DAY = click.DateTime(["%Y-%m-%d"])

Read = Callable[[Any, Guichet, registers.Period, str | None], Iterable[Any]]
REGISTERS: Mapping[str, Read] = {
    "journal": lambda connection, _, period, regie: registers.journal(connection, period, regie),
    "takings": lambda connection, guichet, period, regie: registers.takings(
        connection, period, guichet.treasury.accounting.operator_accounts(period.country), regie
    ),
    "lines": lambda connection, _, period, regie: registers.by_line(connection, period, regie),
    "shares": lambda connection, _, period, regie: registers.by_share(connection, period, regie),
    "recovery": lambda connection, _, period, regie: registers.recovery(connection, period.end.year, regie),
    "stubs": lambda connection, _, period, regie: registers.stubs(connection, regie or "", period.end.year),
}


@click.command("register")
@click.argument("name", type=click.Choice(list(REGISTERS)))
@click.option(
    "--country", type=click.Choice(["ML", "BJ"]), default="ML", show_default=True, help="Whose days."
)
@click.option("--from", "start", type=DAY, help="First day, YYYY-MM-DD; today by default.")
@click.option("--to", "end", type=DAY, help="Last day; the first by default.")
@click.option("--regie", help="One regie (needed for stubs).")
@click.option("--json", "as_json", is_flag=True, help="A JSON array of every row.")
def register(
    name: str, country: str, start: datetime | None, end: datetime | None, regie: str | None, as_json: bool
) -> None:
    """Print a register: the journal, electronic takings, revenue by line or beneficiary, recovery, stubs."""
    if name == "stubs" and not regie:
        raise click.UsageError("the stub book is a regie's: give --regie")
    period = _period(country, start, end)
    with wired() as guichet:
        database = Database(guichet.database.url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
        with database.transaction() as connection:
            rows = REGISTERS[name](connection, guichet, period, regie)
            shown = [asdict(row) for row in (rows if as_json else islice(rows, SHOWN_MAX + 1))]
        database.close()
    table(shown[:SHOWN_MAX] if not as_json else shown, as_json=as_json, empty="Nothing in these days.")
    if not as_json and len(shown) > SHOWN_MAX:
        click.echo(f"... more than {SHOWN_MAX} rows: use --json", err=True)


def _period(country: str, start: datetime | None, end: datetime | None) -> registers.Period:
    today: date = clock.local_day(country, clock.now())
    first = start.date() if start else today
    last = end.date() if end else first
    if last < first:
        raise click.UsageError("--to is before --from")
    return registers.Period(first, last, country)


COMMANDS = (register,)
