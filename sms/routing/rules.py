"""The numbers of routing, each with its reason. GOV.UK Notify's rule, for the traffic of two small countries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol


class Prices(Protocol):
    """What a part costs."""

    def price(self, provider: str, network: str, day: date) -> int | None:
        """Thousandths of a franc a part on ``day``; None: the provider does not reach that network."""


@dataclass(frozen=True, slots=True)
class HealthRules:
    """When points move. Notify: 50 errors in 60 s at some 3,000 messages a minute; we send a tenth of that."""

    errors: int = 10
    window: timedelta = timedelta(seconds=60)
    step: int = 10
    # A delivery of more than 5 minutes is slow; 15 % of slow ones in 15 minutes is a provider in trouble.
    slow_after: timedelta = timedelta(minutes=5)
    slow_share: float = 0.15
    slow_within: timedelta = timedelta(minutes=15)
    # Of three messages one slow one would be a third: too few to say anything.
    slow_of_at_least: int = 20
    slow_rest: timedelta = timedelta(minutes=5)
    # Back towards the resting points, ``step`` at a time, 15 minutes after whatever change was the last.
    drift_after: timedelta = timedelta(minutes=15)


def _everywhere(_e164: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Routing:
    """``prices`` None: every provider reaches every phone at no known price, as with one provider only.

    ``cap`` in thousandths of a franc a part: a local part costs 10 to 30 francs, and what costs over 100 is a
    far country or a premium range, the prize of those who pump messages. ``resting``: points of each provider,
    equal shares where absent. ``network_of``: kernel.network.network_of.
    """

    prices: Prices | None = None
    network_of: Callable[[str], str] = _everywhere
    cap: int = 100_000
    resting: Mapping[str, int] = field(default_factory=dict)
    health: HealthRules = HealthRules()
