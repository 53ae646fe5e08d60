"""Whose figures a person reads: their administration's, or everybody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.money.reach import reach_in
from admin.overview.window import COUNTRIES
from admin.people.person import Scope
from catalogue.accounting_plan import Accounting
from catalogue.catalogue import Catalogue

# First digits of a network's code (ITU-T E.212), by country.
MOBILE_CODES: Mapping[str, str] = {"ML": "610", "BJ": "616"}


@dataclass(frozen=True, slots=True)
class Reach:
    """``administration`` None: all. ``regies`` by the countries whose days are read."""

    administration: str | None
    regies: Mapping[str, Sequence[str]]

    @property
    def countries(self) -> tuple[str, ...]:
        """Whose days are read."""
        return tuple(self.regies)

    def offices(self, measure: str) -> tuple[str, ...] | None:
        """The offices whose figures of ``measure`` are theirs; None: no limit. The key is `sources.py`'s."""
        if self.administration is None:
            return None
        if measure == "revenue":
            return tuple(regie for regies in self.regies.values() for regie in regies)
        return (self.administration,)


def reach(scope: Scope, catalogue: Catalogue, accounting: Accounting) -> Reach:
    """What ``scope`` may read. Somebody of no office reads nothing."""
    if scope.administration is None:
        return Reach(None, by_country(accounting))
    described = catalogue.administrations.get(scope.administration)
    theirs = tuple(reach_in(accounting, scope).regies or ())
    return Reach(scope.administration, {described.country: theirs} if described else {})


def by_country(accounting: Accounting) -> dict[str, Sequence[str]]:
    """Country -> its regies, of any day: those that were closed have collected, too."""
    return {
        country: [code for code, regie in accounting.regies.items() if regie.country == country]
        for country in COUNTRIES
    }
