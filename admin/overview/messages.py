"""What messages cost: those of one request by the catalogue's prices, and those that really left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.overview.figures import Figures
from admin.overview.room import ServiceCost
from catalogue.service import Service


@dataclass(frozen=True, slots=True)
class Cost:
    """One service: what a request costs on its cheapest and dearest network, and those decided in the window.

    ``at_most_xof`` is ``decided`` times the dearest: an estimate, since a message does not name its case.
    """

    service: Service
    messages: int
    parts: int
    low_xof: int
    high_xof: int
    decided: int

    @property
    def at_most_xof(self) -> int:
        """Francs of the window."""
        return self.decided * self.high_xof


@dataclass(frozen=True, slots=True)
class Spent:
    """What left: ``parts`` and thousandths of a franc that we expected them to cost, by the days' own prices."""

    parts: int
    milli: int

    @property
    def xof(self) -> int:
        """Whole francs, rounded up."""
        return -(-self.milli // 1000)


def costs(
    planned: Sequence[ServiceCost], services: Mapping[int, Service], decided: Mapping[str, int]
) -> list[Cost]:
    """Services in which something was decided and whose messages have a price, the dearest sum first."""
    by_code = {service.code: service for service in services.values()}
    found = []
    for plan in planned:
        service = by_code.get(plan.service)
        count = decided.get(str(service.number), 0) if service is not None else 0
        prices = [each.request_xof for each in plan.networks if each.provider is not None]
        if service is not None and count and prices:
            found.append(Cost(service, plan.messages, plan.parts, min(prices), max(prices), count))
    return sorted(found, key=lambda cost: (-cost.at_most_xof, cost.service.number))


def spent(figures: Figures) -> Spent:
    """All messages of all offices: only whoever sees all is shown it."""
    sums = figures.sums("messages", ("office",)).values()
    return Spent(sum(parts for _, parts in sums), sum(milli for milli, _ in sums))
