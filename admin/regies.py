"""Which regies are within somebody's scope: those of their administration, in their region."""

from admin.people.person import Scope
from catalogue.accounting_regie import Regie


def within(regie: Regie, scope: Scope) -> bool:
    """Whoever has no office sees all. A region is the regie's locality, or a territory that shares in its revenue.

    "sikasso" and "region-sikasso" are one. Regies of the past count too: their money is still asked about.
    """
    if scope.administration is None:
        return True
    here = {regie.locality, *regie.beneficiaries.values()}
    named = {scope.region, f"region-{scope.region}"}
    return regie.administration == scope.administration and (scope.region is None or bool(here & named))
