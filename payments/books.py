"""The journal lines of money that came, by the dated accounting. Posts nothing, holds no account code."""

from dataclasses import dataclass
from datetime import date

from catalogue.accounting_plan import Accounting
from kernel.phone import country_of
from payments import revenue
from payments.ledger import Line


@dataclass(frozen=True, slots=True)
class Due:
    """What an invoice says of its money: where it belongs."""

    country: str
    regie: str
    revenue_line: str


class Books:
    """Lookups raise LookupError: no rule, no posting."""

    def __init__(self, accounting: Accounting) -> None:
        self._accounting = accounting

    def country(self, rail: str, payer: str | None) -> str:
        """Where money of ``rail`` is booked: the payer's country if the rail is at home there, else its only one.

        Raises LookupError when neither says it.
        """
        homes = {account.country for account in self._accounting.accounts if account.rail == rail}
        of_payer = country_of(payer) if payer else ""
        if of_payer in homes:
            return of_payer
        if len(homes) != 1:
            raise LookupError(f"the country of money of {rail} is not known")
        return str(homes.pop())

    def received(self, rail: str, due: Due, *, settled_xof: int, amount_xof: int, on: date) -> list[Line]:
        """Money for an invoice: ``settled_xof`` of it is revenue, the rest the payer's credit."""
        lines: list[Line] = []
        if settled_xof:
            lines += revenue.collected(
                self._accounting, regie=due.regie, revenue_line=due.revenue_line, rail=rail,
                amount_xof=settled_xof, day=on,
            )  # fmt: skip
        if rest := amount_xof - settled_xof:
            lines += revenue.held(
                self._accounting, country=due.country, rail=rail, amount_xof=rest, day=on, role="credit"
            )
        return lines

    def unattributed(self, rail: str, country: str, *, amount_xof: int, on: date) -> list[Line]:
        """Money for we do not know what (recettes a classer)."""
        return list(
            revenue.held(
                self._accounting, country=country, rail=rail, amount_xof=amount_xof, day=on, role="suspense"
            )
        )

    def attributed(
        self, rail: str, country: str, due: Due, *, settled_xof: int, amount_xof: int, on: date
    ) -> list[Line]:
        """Money in suspense in ``country`` whose invoice was found: suspense pays in the operator's place."""
        suspense = self._accounting.account(country, "suspense", on)
        owed = self._accounting.account(due.country, "operator", on, rail)
        lines = self.received(rail, due, settled_xof=settled_xof, amount_xof=amount_xof, on=on)
        return [Line(suspense, amount_xof), *(line for line in lines if line.account != owed)]
