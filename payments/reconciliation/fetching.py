"""A statement that an operator's API tells, made a file: the same checks read it, the same hash knows it again."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from kernel import clock
from payments.movement import Movement, Statements
from payments.reconciliation.importing import Source
from payments.reconciliation.refused import StatementRefused

PROFILE = "generic"
COLUMNS = ("Date", "Type", "Transaction", "Reference", "Payeur", "Montant", "Frais", "Devise")


@contextmanager
def fetched(statements: Statements, rail: str, country: str, day: date) -> Iterator[Source]:
    """The day's statement, for as long as the block lasts. Raises StatementRefused ("today") and RailError.

    A day that is not over would be another file tomorrow. The file holds phones: its folder is ours alone.
    """
    if day >= clock.local_day(country, clock.now()):
        raise StatementRefused("today")
    with TemporaryDirectory(prefix="guichet-statement-") as folder:
        path = Path(folder) / f"{rail}-{day.isoformat()}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream, delimiter=";")
            rows.writerow(COLUMNS)
            rows.writerows(_cells(country, each) for each in statements.movements(country, day))
        yield Source(path, rail, country, PROFILE)


def _cells(country: str, moved: Movement) -> tuple[str, ...]:
    at = moved.at.astimezone(clock.ZONES[country]).strftime("%Y-%m-%dT%H:%M:%S")
    return (
        at, moved.kind, moved.operator_id, moved.reference, moved.payer, str(moved.amount_xof), str(moved.fee_xof),
        moved.currency,
    )  # fmt: skip
