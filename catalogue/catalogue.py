"""Catalogue: everything loaded, read on every screen. It never touches a file; loader.py does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from types import MappingProxyType

from catalogue.administration import Administration
from catalogue.document import DocumentKind
from catalogue.network import DEFAULT_BUDGET, Network
from catalogue.papers import Papers
from catalogue.service import Service
from catalogue.sms_prices import NO_PRICES, Prices
from catalogue.text import DEFAULT_LANGUAGE, LANGUAGES, NEEDS_REVIEW, Text


class Texts:
    """The templates of the screens and messages, by language and key.

    ``written`` is {language: {key: template}} with NEEDS_REVIEW where a translation waits.
    """

    def __init__(self, written: Mapping[str, Mapping[str, str]]) -> None:
        self._written = written
        french = written[DEFAULT_LANGUAGE]
        self._templates = {
            language: _fallen_back(french, written.get(language, {})) for language in LANGUAGES
        }

    def template(self, key: str, language: str) -> str:
        """The template, French when ``language`` is unknown or waits for review. KeyError: no such key."""
        return self._templates.get(language, self._templates[DEFAULT_LANGUAGE])[key]

    def keys(self) -> tuple[str, ...]:
        """Every key, sorted."""
        return tuple(sorted(self._written[DEFAULT_LANGUAGE]))

    def placeholders(self, key: str) -> frozenset[str]:
        """The names that ``text(key, ...)`` must be given; the same in every language."""
        parts = Formatter().parse(self._written[DEFAULT_LANGUAGE][key])
        return frozenset(name for _, name, _, _ in parts if name)

    def needs_review(self) -> list[tuple[str, str]]:
        """(language, key) of every template that falls back to French, sorted."""
        return sorted(
            (language, key)
            for language, templates in self._written.items()
            for key, template in templates.items()
            if template == NEEDS_REVIEW
        )


def _fallen_back(french: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    return {**french, **{key: words for key, words in own.items() if words != NEEDS_REVIEW}}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Services by number (sorted), administrations by code, networks by MCC+MNC, and the words.

    ``budgets`` gives septets a screen by network, with "default" for the networks we do not know.
    """

    services: Mapping[int, Service]
    administrations: Mapping[str, Administration]
    networks: Mapping[str, Network]
    budgets: Mapping[str, int]
    texts: Texts
    languages: tuple[str, ...] = field(default=LANGUAGES)
    sms_prices: Prices = field(default=NO_PRICES)
    papers: Papers = field(default_factory=Papers)

    @classmethod
    def of(
        cls,
        services: list[Service],
        administrations: list[Administration],
        networks: list[Network],
        texts: Texts,
        default_budget: int = DEFAULT_BUDGET,
        sms_prices: Prices = NO_PRICES,
        papers: Papers | None = None,
    ) -> "Catalogue":
        """A catalogue of parts that were checked already."""
        budgets = {"default": default_budget, **{network.code: network.budget for network in networks}}
        return cls(
            services=MappingProxyType({s.number: s for s in sorted(services, key=lambda s: s.number)}),
            administrations=MappingProxyType({a.code: a for a in administrations}),
            networks=MappingProxyType({network.code: network for network in networks}),
            budgets=MappingProxyType(budgets),
            texts=texts,
            sms_prices=sms_prices,
            papers=papers or Papers(),
        )

    @property
    def documents(self) -> Mapping[str, DocumentKind]:
        """Kinds of sealed papers by code."""
        return self.papers.documents

    def hs_refusal(
        self, hs6: str, regime: str, destination: str, day: date, origin: str = "ML"
    ) -> Text | None:
        """Why these goods may not leave ``origin`` on ``day``, None when they may."""
        rule = self.papers.prohibitions.on(hs6, regime, destination, day, origin)
        return rule.reason if rule else None

    def text(self, key: str, language: str, /, **values: object) -> str:
        """The words of ``key`` with ``values`` put in. KeyError names a missing key or value."""
        return self.texts.template(key, language).format(**values)

    def budget(self, network: str) -> int:
        """Septets a screen on ``network`` (MCC+MNC); the default for an unknown one."""
        return self.budgets.get(network, self.budgets["default"])

    def of_country(self, country: str) -> list[Service]:
        """The services of "ML" or "BJ", by number."""
        return [service for service in self.services.values() if service.country == country]
