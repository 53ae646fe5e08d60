"""Whose money somebody sees: the regies of their administration, in their region. What may be done: ``roles``.

Money in suspense has no regie yet: an operator's account is one of a country and a rail, not of a regie
(`catalogue/accounting/accounts.yaml`), and nothing on the money says whose it is. So a regisseur sees what waits
in the country of their regies, and of it only the invoices, proposals and claims that are their own.
"""

from dataclasses import dataclass

from admin.parts import parts
from admin.people.person import Scope
from admin.regies import within
from catalogue.accounting_plan import Accounting


@dataclass(frozen=True, slots=True)
class Reach:
    """None is all of them, the empty set is nothing."""

    regies: frozenset[str] | None
    countries: frozenset[str] | None

    def covers(self, regie: str | None) -> bool:
        """Whether money of this regie is theirs; None is money of no regie."""
        return self.regies is None or regie in self.regies


def reach(scope: Scope) -> Reach:
    """Of the person who asks."""
    return reach_in(parts().money.accounting, scope)


def reach_in(accounting: Accounting, scope: Scope) -> Reach:
    """A region that no regie is in covers nothing."""
    if scope.administration is None:
        return Reach(None, None)
    own = [regie for regie in accounting.regies.values() if within(regie, scope)]
    return Reach(frozenset(regie.code for regie in own), frozenset(regie.country for regie in own))
