"""What one SMS part costs by provider and network, as of any day: sms_prices.yaml. Not which way a message goes.

A catalogue folder without this file takes the shipped one: prices are the market's, not a service's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictInt, field_validator
from pydantic_core import PydanticCustomError

from catalogue.accounting_dated import Dated, on
from catalogue.accounting_listing import MOST_RULES, Listing
from catalogue.accounting_overlaps import overlaps
from catalogue.parts import build
from catalogue.problem import Problem
from catalogue.source import Source, read
from kernel.network import NETWORKS

FILE = "sms_prices.yaml"
KEY = "prices"
FRANC = 1000  # prices are in thousandths: operators quote "17,5 F", and money is never a float
DEAREST = (
    1000 * FRANC
)  # the dearest international part costs some 200 F: above 1 000 F a zero too many is likelier

ProviderName = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]{1,19}$")]


class SmsPrice(Dated):
    """``thousandths`` of a franc CFA that ``provider`` takes for one part to ``network`` (kernel.network)."""

    provider: ProviderName
    network: str
    thousandths: Annotated[StrictInt, Field(ge=0, le=DEAREST)]

    @field_validator("network")
    @classmethod
    def _known(cls, code: str) -> str:
        if code not in NETWORKS:
            raise PydanticCustomError(
                "network", "unknown network, one of {known}", {"known": ", ".join(NETWORKS)}
            )
        return code


@dataclass(frozen=True, slots=True)
class Prices:
    """Every price of every day."""

    rules: tuple[SmsPrice, ...] = ()

    def price(self, provider: str, network: str, day: date) -> int | None:
        """Thousandths of a franc for one part; None: the provider does not reach that network on ``day``."""
        found = on(self._of(network, (provider,)), day)
        return found.thousandths if found else None

    def cheapest(
        self, network: str, day: date, allowed: Collection[str] | None = None
    ) -> tuple[str, int] | None:
        """(provider, thousandths) of the cheapest of ``allowed`` (default: all); a tie goes to the first name."""
        offers = [
            (rule.thousandths, rule.provider) for rule in self._of(network, allowed) if rule.covers(day)
        ]
        thousandths, provider = min(offers, default=(0, ""))
        return (provider, thousandths) if provider else None

    def providers(self) -> tuple[str, ...]:
        """Every provider of whom a price is known, by name."""
        return tuple(sorted({rule.provider for rule in self.rules}))

    def fictive(self) -> tuple[SmsPrice, ...]:
        """The examples of ours, to be replaced by the prices of the contracts."""
        return tuple(rule for rule in self.rules if rule.fictive)

    def _of(self, network: str, providers: Collection[str] | None) -> Iterable[SmsPrice]:
        return (
            rule for rule in self.rules
            if rule.network == network and (providers is None or rule.provider in providers)
        )  # fmt: skip


NO_PRICES = Prices()


def francs(thousandths: int) -> int:
    """Whole francs, rounded up: an estimate shown to a person must not be too low."""
    return -(-thousandths // FRANC)


def load(root: Path) -> tuple[Prices, list[Problem]]:
    """The prices under ``root`` (else the shipped ones), and every fault with its line."""
    own = (root / FILE).exists()
    source, problems = read(root if own else Path(__file__).parent, FILE)
    if problems:
        return NO_PRICES, problems
    listing: Listing[SmsPrice] = Listing(source, KEY)
    problems = [*_read(source, listing), *_overlaps(listing)]
    return Prices(tuple(listing.rules.values())), problems


def _read(source: Source, listing: Listing[SmsPrice]) -> list[Problem]:
    items = source.data.get(KEY)
    if set(source.data) != {KEY} or not isinstance(items, tuple):
        return [Problem(source.file, 1, f"the file is one list, under `{KEY}`")]
    if len(items) > MOST_RULES:
        return [Problem(source.file, 0, f"more than {MOST_RULES} entries")]
    problems: list[Problem] = []
    for at, item in enumerate(items):
        rule, faults = build(SmsPrice, source, item, (KEY, at))
        problems += faults
        if rule is not None:
            listing.rules[at] = rule
    return problems


def _overlaps(listing: Listing[SmsPrice]) -> Iterable[Problem]:
    return overlaps(listing, "valid_from", lambda rule: [(rule.provider, rule.network)], "price")
