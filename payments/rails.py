"""The rails by name, and which of them a citizen with a basic phone can use. Charges nobody."""

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from payments.contract import Rail

Rails = Mapping[str, Rail]


@runtime_checkable
class Dialled(Protocol):
    """A rail whose payer dials a code himself."""

    def dial(self, amount_xof: int, secret: str) -> str:
        """The code to dial; ``secret`` is the word that stands for the payer's own PIN on the screen."""
        ...


def table(rails: Iterable[Rail]) -> Rails:
    """Rails by name. Raises ValueError for a name given twice."""
    listed = list(rails)
    named = {rail.name: rail for rail in listed}
    if len(named) != len(listed):
        raise ValueError("two rails have one name")
    return named


def offered(rails: Rails, network: str, country: str, amount_xof: int) -> list[Rail]:
    """The rails usable without a browser, those of the citizen's own network first.

    ``network`` is the MCC+MNC the session came by, "" when unknown. Never by the prefix of the number: numbers
    are carried over between operators, so a rail of another network is offered too, last.
    """
    usable = [rail for rail in rails.values() if _takes(rail, country, amount_xof)]
    return sorted(usable, key=lambda rail: (network not in rail.capabilities.networks, rail.name))


def _takes(rail: Rail, country: str, amount_xof: int) -> bool:
    can = rail.capabilities
    by_phone = can.push or can.customer_dialled
    return by_phone and country in can.countries and can.min_xof <= amount_xof
