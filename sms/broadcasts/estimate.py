"""What a broadcast comes to: how many people, parts and francs on each network. It stores nothing."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from catalogue.sms_prices import Prices, francs
from kernel.network import network_of
from sms.broadcasts.recipient import Recipient
from sms.broadcasts.wording import Wording


@dataclass(frozen=True, slots=True)
class Line:
    """One network ("" for numbers of none that we know). ``provider`` None: no known price, so no known way there."""

    network: str
    recipients: int
    parts: int
    provider: str | None
    thousandths: int | None
    cost_xof: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """``lines`` by number of recipients; ``cost_xof`` is of those whose price is known, rounded up a network."""

    lines: tuple[Line, ...]

    @property
    def recipients(self) -> int:
        return sum(line.recipients for line in self.lines)

    @property
    def parts(self) -> int:
        return sum(line.parts for line in self.lines)

    @property
    def cost_xof(self) -> int:
        return sum(line.cost_xof for line in self.lines)

    @property
    def unpriced(self) -> int:
        """Recipients on networks to which nobody gave a price."""
        return sum(line.recipients for line in self.lines if line.provider is None)


@dataclass(slots=True)
class Tally:
    """Recipients by network and language, counted as they pass: a few dozen numbers for a million people."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, recipients: Iterable[Recipient]) -> None:
        """Count some more."""
        self.counts.update((network_of(one.phone), one.language) for one in recipients)

    def estimate(
        self, wording: Wording, prices: Prices, day: date, allowed: Collection[str] | None = None
    ) -> Estimate:
        """Priced as of ``day`` with the cheapest of ``allowed`` on each network."""
        people: Counter[str] = Counter()
        parts: Counter[str] = Counter()
        for (network, language), count in self.counts.items():
            people[network] += count
            parts[network] += count * wording.segments(language).parts
        lines = []
        for network, count in people.most_common():
            provider, thousandths = prices.cheapest(network, day, allowed) or (None, None)
            cost = francs(parts[network] * (thousandths or 0))
            lines.append(Line(network, count, parts[network], provider, thousandths, cost))
        return Estimate(tuple(lines))
