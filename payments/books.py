"""The journal lines of money that came, by the dated chart of accounts. Posts nothing, holds no code of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.accounting_plan import Accounting
from kernel.phone import country_of
from payments.ledger import Line
from payments.revenue import Share, split


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
        """Where money of ``rail`` is booked: the payer's country when the rail is at home there, else its only one.

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
        owed = self._accounting.account(due.country, "operator", on, rail)
        return [Line(owed, amount_xof), *self._earned(due, settled_xof, amount_xof, on)]

    def unattributed(self, rail: str, country: str, *, amount_xof: int, on: date) -> list[Line]:
        """Money for we do not know what (recettes a classer)."""
        owed = self._accounting.account(country, "operator", on, rail)
        return [Line(owed, amount_xof), Line(self._suspense(country, on), -amount_xof)]

    def attributed(
        self, country: str, due: Due, *, settled_xof: int, amount_xof: int, on: date
    ) -> list[Line]:
        """Money in suspense in ``country`` whose invoice was found."""
        return [
            Line(self._suspense(country, on), amount_xof),
            *self._earned(due, settled_xof, amount_xof, on),
        ]

    def _earned(self, due: Due, settled_xof: int, amount_xof: int, on: date) -> list[Line]:
        lines = list(self._revenue(due, settled_xof, on)) if settled_xof else []
        if rest := amount_xof - settled_xof:
            lines.append(Line(self._accounting.account(due.country, "credit", on), -rest))
        return lines

    def _revenue(self, due: Due, amount_xof: int, on: date) -> Sequence[Line]:
        account = self._accounting.lines[due.revenue_line].account
        parts = self._accounting.shares_on(due.revenue_line, due.regie, on)
        shares = split(amount_xof, [Share(beneficiary, part) for beneficiary, part in parts.items()])
        # Of three francs somebody may get none, and a line of nothing is no line.
        return [
            Line(account, -francs, due.revenue_line, beneficiary)
            for beneficiary, francs in shares.items()
            if francs
        ]

    def _suspense(self, country: str, on: date) -> str:
        return self._accounting.account(country, "suspense", on)
