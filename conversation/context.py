"""Context: everything of one step that is not the session: caller, place, time, words and ports."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.queries import CaseView
from catalogue.catalogue import Catalogue
from catalogue.service import Service
from conversation.ports import CasePort
from kernel import clock


class PortNeeded(Exception):
    """The step wants PostgreSQL: run it again under the fuse, with the real ports."""


@dataclass(frozen=True, slots=True)
class Context:
    """``country`` is the service code's ("ML", "BJ"), else the phone's, ``budget`` septets a screen, ``now`` UTC."""

    catalogue: Catalogue
    cases: CasePort
    phone: str
    country: str
    service_code: str
    budget: int
    now: datetime

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The catalogue's words."""
        return self.catalogue.text(key, language, **values)

    def today(self, service: Service) -> date:
        """The day it is where ``service`` is given."""
        return clock.local_day(service.country, self.now)


class Closed:
    """Stands for every port during the first, pure run of a step: touching it raises PortNeeded."""

    def of_phone(self, phone: str, limit: int = 5) -> list[CaseView]:
        raise PortNeeded

    def find(self, reference: str, phone: str, code: str | None = None) -> CaseView | None:
        raise PortNeeded


CLOSED = Closed()
