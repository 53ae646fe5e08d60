"""Prohibition: goods that may not leave a country, as dated data. Who is asked and when is not here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from catalogue.accounting_dated import Code, Dated
from catalogue.service import Country
from catalogue.text import Text

# A chapter (2 digits), a heading (4) or a subheading (6) of the Harmonized System.
Prefix = Annotated[str, Field(strict=True, pattern=r"^([0-9]{2}){1,3}$")]
RegimeCode = Annotated[str, Field(strict=True, pattern=r"^[A-Z][A-Z0-9]{1,19}$")]
Destination = Annotated[str, Field(strict=True, pattern=r"^[A-Z]{2}$")]

MOST_PREFIXES = 40


class Prohibition(Dated):
    """``prefixes`` of HS codes leaving ``origin``. Without ``regimes`` or ``destinations``: all of them.

    ``goods`` names them as a trader does; ``reason`` says the rule on a phone's screen.
    """

    code: Code
    origin: Country
    prefixes: Annotated[tuple[Prefix, ...], Field(min_length=1, max_length=MOST_PREFIXES)]
    regimes: Annotated[tuple[RegimeCode, ...], Field(max_length=MOST_PREFIXES)] = ()
    destinations: Annotated[tuple[Destination, ...], Field(max_length=MOST_PREFIXES)] = ()
    goods: Text
    reason: Text

    def stops(self, hs6: str, regime: str, destination: str, origin: str, day: date) -> bool:
        """Whether it stops these goods on ``day``."""
        return (
            self.origin == origin
            and hs6.startswith(self.prefixes)
            and (not self.regimes or regime in self.regimes)
            and (not self.destinations or destination in self.destinations)
            and self.covers(day)
        )


@dataclass(frozen=True, slots=True)
class Prohibitions:
    """Every prohibition of every day, in the file's order."""

    rules: tuple[Prohibition, ...] = ()

    def on(
        self, hs6: str, regime: str, destination: str, day: date, origin: str = "ML"
    ) -> Prohibition | None:
        """The first that stops these goods, None when they may leave."""
        return next((rule for rule in self.rules if rule.stops(hs6, regime, destination, origin, day)), None)

    def get(self, code: str) -> Prohibition:
        """By its code. Raises KeyError."""
        return {rule.code: rule for rule in self.rules}[code]

    def fictive(self) -> Iterable[Prohibition]:
        """The examples of ours, to be replaced by the administration's own text."""
        return (rule for rule in self.rules if rule.fictive)
