"""Context: everything of one step that is not the session: caller, place, time, words and ports."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from cases.queries import CaseView
from catalogue.catalogue import Catalogue
from catalogue.service import Service
from conversation.closed_documents import ClosedDocuments
from conversation.documents import DocumentView, VerdictView
from conversation.dues import Locality, Owed, QuittanceView, Standing, Way
from conversation.ports import CasePort, DocumentPort, MoneyPort
from kernel import clock

NO_DOCUMENTS = ClosedDocuments()


class PortNeeded(Exception):
    """The step wants PostgreSQL: run it again under the fuse, with the real ports."""


@dataclass(frozen=True, slots=True)
class Context:
    """``country`` is the service code's ("ML", "BJ"), ``network`` the caller's MCC+MNC ("" when unknown),
    ``budget`` septets a screen, ``now`` UTC. Without ``documents`` only quittances are checked.
    """

    catalogue: Catalogue
    cases: CasePort
    money: MoneyPort
    phone: str
    country: str
    network: str
    service_code: str
    budget: int
    now: datetime
    documents: DocumentPort = NO_DOCUMENTS

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The catalogue's words."""
        return self.catalogue.text(key, language, **values)

    def today(self, service: Service) -> date:
        """The day it is where ``service`` is given."""
        return clock.local_day(service.country, self.now)

    def closed(self) -> "Context":
        """The same without ports: touching one raises PortNeeded."""
        return replace(self, cases=CLOSED_CASES, money=CLOSED_MONEY, documents=UNREAD_DOCUMENTS)


class ClosedCases:
    """Stands for the case port during the first, pure run of a step."""

    def of_phone(self, phone: str, limit: int = 5) -> list[CaseView]:
        raise PortNeeded

    def find(self, reference: str, phone: str, code: str | None = None) -> CaseView | None:
        raise PortNeeded


class ClosedMoney:
    """Stands for the money port during the first, pure run of a step."""

    def owed(self, phone: str, limit: int = 5) -> list[Owed]:
        raise PortNeeded

    def find(self, reference: str) -> Owed | None:
        raise PortNeeded

    def standing(self, invoice_id: str) -> Standing:
        raise PortNeeded

    def ways(self, network: str, country: str, amount_xof: int) -> list[Way]:
        raise PortNeeded

    def localities(self, service: int, begins: str = "", limit: int = 20) -> list[Locality]:
        raise PortNeeded

    def tariff(self, service: int, answers: Mapping[str, str]) -> int | None:
        raise PortNeeded

    def check(self, phone: str, number: str, code: str | None = None) -> QuittanceView:
        raise PortNeeded


class UnreadDocuments:
    """Stands for the document port during the first, pure run of a step."""

    def check(self, phone: str, number: str, code: str | None = None) -> DocumentView:
        raise PortNeeded

    def token(self, text: str) -> VerdictView:
        raise PortNeeded


CLOSED_CASES = ClosedCases()
UNREAD_DOCUMENTS = UnreadDocuments()
CLOSED_MONEY = ClosedMoney()
