"""Papers: every kind of sealed document, the regimes of origin and the prohibited goods, read together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from catalogue.accounting_dated import on
from catalogue.document import DocumentKind, Letterhead
from catalogue.prohibition import Prohibitions
from catalogue.regime import Regime
from catalogue.service import Service


@dataclass(frozen=True, slots=True)
class Papers:
    """``documents`` by code, ``letterheads`` by country, ``regimes`` of all days."""

    documents: Mapping[str, DocumentKind] = field(default_factory=dict)
    letterheads: Mapping[str, Letterhead] = field(default_factory=dict)
    regimes: tuple[Regime, ...] = ()
    prohibitions: Prohibitions = field(default_factory=Prohibitions)

    def regime(self, code: str, day: date) -> Regime | None:
        """The rules of a regime on ``day``; None when it is unknown or not in force."""
        return on((regime for regime in self.regimes if regime.code == code), day)

    def kind_of(self, service: Service) -> DocumentKind | None:
        """The kind of document that ``service`` ends with, None when it is not a sealed one."""
        return next((kind for kind in self.documents.values() if service.number in kind.services), None)
