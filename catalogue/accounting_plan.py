"""Accounting: the regies, beneficiaries, accounts, revenue lines, shares, tariffs and operator fees, as of any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalogue.accounting_account import Account, Role
from catalogue.accounting_beneficiary import Beneficiary
from catalogue.accounting_dated import Dated, on
from catalogue.accounting_operator import OperatorFee
from catalogue.accounting_regie import Regie
from catalogue.accounting_revenue import RevenueLine, Shares, Tariff


@dataclass(frozen=True, slots=True)
class Accounting:
    """What `accounting_loader.load` gives. Lookups raise LookupError: no rule, no posting."""

    accounts: tuple[Account, ...]
    regies: Mapping[str, Regie]
    beneficiaries: Mapping[str, Beneficiary]
    lines: Mapping[str, RevenueLine]
    shares: tuple[Shares, ...]
    tariffs: tuple[Tariff, ...]
    fees: tuple[OperatorFee, ...]

    def account(self, country: str, role: Role, day: date, rail: str | None = None) -> str:
        """The code of the account that plays ``role``; for the role operator, that of ``rail``."""
        fitting = (a for a in self.accounts if (a.country, a.role, a.rail) == (country, role, rail))
        found = on(fitting, day)
        if found is None:
            raise LookupError(f"no {role} account in {country} on {day}")
        return found.code

    def operator_accounts(self, country: str) -> tuple[str, ...]:
        """Every account that holds operators' money, of any day: what the register of takings reads."""
        return tuple(a.code for a in self.accounts if (a.country, a.role) == (country, "operator"))

    def shares_on(self, line: str, regie: str, day: date) -> Mapping[str, int]:
        """``{beneficiary: parts}`` of 100, in the text's order: the regie's own, else the general rule."""
        rules = [rule for rule in self.shares if rule.line == line]
        own = on((rule for rule in rules if regie in rule.regies), day)
        rule = own or on((rule for rule in rules if not rule.regies), day)
        if rule is None:
            raise LookupError(f"nobody shares in {line} on {day}")
        here = self.regies[regie].beneficiaries
        return {here[role]: parts for role, parts in rule.parts.items()}

    def beneficiary(self, code: str) -> str:
        """Their name; the code itself for one that is not in the plan any more."""
        known = self.beneficiaries.get(code)
        return known.name if known else code

    def line_of(self, service: int, day: date) -> RevenueLine | None:
        """The revenue line of a service's fee; None when it has none yet."""
        return on((line for line in self.lines.values() if service in line.services), day)

    def regies_of(self, administration: str, day: date) -> tuple[Regie, ...]:
        """The regies that collect for an administration, in the order of their file."""
        regies = self.regies.values()
        return tuple(r for r in regies if r.administration == administration and r.covers(day))

    def tariff(self, line: str, locality: str, day: date) -> int | None:
        """Francs due for ``line`` in ``locality``, None where no tariff is known."""
        found = on((t for t in self.tariffs if (t.line, t.locality) == (line, locality)), day)
        return found.amount_xof if found else None

    def operator_fee(self, rail: str, country: str, amount_xof: int, day: date) -> int:
        """Francs that the operator takes from the payer on top."""
        found = on((fee for fee in self.fees if (fee.rail, fee.country) == (rail, country)), day)
        if found is None:
            raise LookupError(f"no fee of {rail} in {country} on {day}")
        return found.fee(amount_xof)

    def fictive(self) -> tuple[Dated, ...]:
        """What is an example of ours, to be replaced before real money is collected."""
        coded = (
            *self.accounts,
            *self.regies.values(),
            *self.beneficiaries.values(),
            *self.lines.values(),
        )
        return tuple(rule for rule in (*coded, *self.shares, *self.tariffs, *self.fees) if rule.fictive)
