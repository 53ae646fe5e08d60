"""Told acts of the accountants: statements imported each morning, differences explained, days closed."""

from datetime import date, timedelta

from sqlalchemy import select

from gateway.demo.month import news
from gateway.demo.month.moment import Moment
from gateway.demo.month.statement_file import Paid, write
from gateway.demo.month.town import Town
from kernel import clock
from payments import seals
from payments.closing import day as days
from payments.reconciliation import differences, explaining
from payments.reconciliation.explaining import NotExplained
from payments.reconciliation.importing import Source
from payments.tables import MONEY_RECEIPT

# A receipt of the last minutes of a day is on tomorrow's statement.
LAST_MINUTES = timedelta(minutes=20)


def import_statement(town: Town, moment: Moment) -> None:
    """``details``: rail, country, day, before_xof, lines, by."""
    given = moment.details
    folder = town.guichet.settings.data_dir / "demo" / "statements"
    path = write(folder, given["rail"], given["country"], given["day"], given["before_xof"], given["lines"])
    town.imports.run(Source(path, given["rail"], given["country"]), by=given["by"])
    news.settle(town)


def import_with_differences(town: Town, moment: Moment) -> None:
    """MTN's statement of one day, on which five things differ. ``details``: day, by."""
    day, folder = moment.details["day"], town.guichet.settings.data_dir / "demo" / "statements"
    path = write(folder, "mtn", "BJ", day, 1_250_000, _differing(_of_day(town, day)))
    town.imports.run(Source(path, "mtn", "BJ"), by=moment.details["by"])
    news.settle(town)


def explain(town: Town, moment: Moment) -> None:
    """Why the first open difference is as it is; another person has not confirmed it yet. ``details``: why, by."""
    open_ones = differences.list_differences(town.connection, 20)
    lines = [each for each in open_ones if str(each["id"]).isdigit()]
    if lines:
        try:
            explaining.explain(
                town.connection, why=moment.details["why"], by=moment.details["by"], at=moment.at,
                line_id=int(str(lines[0]["id"])),
            )  # fmt: skip
        except NotExplained:
            return


def close_days(town: Town, moment: Moment) -> None:
    """Every ended day of one regie that is still open, in doubt or not. ``details``: regie, by."""
    regie, plan = moment.details["regie"], town.treasury.accounting
    for day in days.due(town.connection, plan, regie, moment.at):
        days.close(
            town.connection,
            plan,
            regie=regie,
            day=day,
            by=moment.details["by"],
            at=moment.at,
            with_doubt=True,
        )


def _of_day(town: Town, day: date) -> list[Paid]:
    """What MTN brought on that day, as we recorded it."""
    starts, ends = clock.day_bounds("BJ", day)
    rows = town.connection.execute(
        select(MONEY_RECEIPT)
        .where(
            MONEY_RECEIPT.c.rail == "mtn", MONEY_RECEIPT.c.received_at >= starts,
            MONEY_RECEIPT.c.received_at < ends - LAST_MINUTES,
        )
        .order_by(MONEY_RECEIPT.c.received_at)
    ).all()  # fmt: skip
    keyring = town.guichet.keyring
    return [
        Paid(
            row.received_at, row.operator_id, row.amount_xof,
            seals.unseal(keyring, "money_receipt.payer", row.id, row.payer_sealed) if row.payer_sealed else "",
            row.reference or "",
        )
        for row in rows
    ]  # fmt: skip


def _differing(lines: list[Paid]) -> list[Paid]:
    """One amount changed, one payment twice, one left out, one that nobody knew, one in euros."""
    if len(lines) < 3:
        return lines
    first, second, *rest = lines
    changed = Paid(first.at, first.operator_id, first.amount_xof + 500, first.payer, first.reference)
    unknown = Paid(second.at + timedelta(minutes=7), f"{int(second.operator_id) + 17}", 2_000, "")
    euros = Paid(second.at + timedelta(minutes=9), f"{int(second.operator_id) + 23}", 15, "", currency="EUR")
    return [changed, second, second, unknown, euros, *rest[1:]]
