"""Whether a statement is of the country it is read for: receipts and the plan tell, before anything is written."""

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, select

from catalogue.accounting_plan import Accounting
from kernel import clock
from kernel.database import Database
from payments.reconciliation.classifying import BATCH
from payments.reconciliation.line import BALANCES, Line
from payments.reconciliation.profile import Profile
from payments.reconciliation.refused import StatementRefused
from payments.tables import MONEY_RECEIPT


class Belonging:
    """Of one file. Moov's statements look the same in both countries: only what is on them says whose they are."""

    def __init__(self, database: Database, accounting: Accounting, profile: Profile, country: str) -> None:
        self._database = database
        self._accounting = accounting
        self._profile = profile
        self._country = country

    def checked(self, lines: Iterator[Line]) -> Iterator[Line]:
        """The same lines. Raises StatementRefused ("elsewhere", "account") at the first that belongs nowhere here."""
        while batch := list(islice(lines, BATCH)):
            with self._database.transaction() as connection:
                self._check(connection, [line for line in batch if line.kind not in BALANCES])
            yield from batch

    def _check(self, connection: Connection, lines: Sequence[Line]) -> None:
        receipt = MONEY_RECEIPT.c
        ids = {line.operator_id for line in lines}
        rows = connection.execute(
            select(receipt.operator_id, receipt.rail, receipt.country).where(
                receipt.rail.in_(self._profile.rails), receipt.operator_id.in_(ids)
            )
        )
        known: dict[str, dict[str, str]] = {}
        for row in rows:
            known.setdefault(row.operator_id, {})[row.country] = row.rail
        for line in lines:
            # Moov numbers its money in each country by itself: one of the two may be the line's.
            rails = known.get(line.operator_id, {})
            if rails and self._country not in rails and not self._profile.regional:
                raise StatementRefused(
                    "elsewhere", line.number, f"{self._country}; this one is {min(rails)}'s"
                )
            if line.kind == "fee" or line.fee_xof:
                rail = rails.get(self._country) or self._profile.rail(line.reference, self._country)
                self._account(line, rail)

    def _account(self, line: Line, rail: str) -> None:
        """What the operator kept has to be posted somewhere."""
        day = clock.local_day(self._country, line.at)
        try:
            self._accounting.account(self._country, "operator", day, rail)
            self._accounting.account(self._country, "fee", day)
        except LookupError:
            raise StatementRefused("account", line.number, f"{rail}, {self._country}") from None
