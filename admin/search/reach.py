"""What of cases and money the person who looks may see, in SQL. Control 2: another office's is not there.

Whose money it is says `admin/money/reach.py`, whose paper `admin/papers/offices.py`; here they meet the cases.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, true

from admin.money.reach import Reach as MoneyReach
from admin.papers.offices import services
from admin.people.person import Person
from cases.tables import CASE_FILE
from catalogue.catalogue import Catalogue
from payments.tables import INVOICE, MONEY_RECEIPT


@dataclass(frozen=True, slots=True)
class Reach:
    """``services``: the numbers of the services of the person's administration, None for all services."""

    person: Person
    money: MoneyReach
    services: frozenset[int] | None

    @classmethod
    def of(cls, person: Person, money: MoneyReach, catalogue: Catalogue) -> "Reach":
        """From the person's scope. Somebody of no office reaches nothing."""
        administration = person.scope.administration
        return cls(person, money, None if administration is None else services(catalogue, administration))

    @property
    def whole(self) -> bool:
        """Whether the person sees everybody's."""
        return self.services is None

    @property
    def sees_cases(self) -> bool:
        """Whether cases are shown at all."""
        return self.person.may("cases.read")

    @property
    def sees_money(self) -> bool:
        """Whether money is shown beyond what was paid for a visible case."""
        return self.person.may("money.read")

    def cases(self) -> ColumnElement[bool]:
        """On ``case_file``."""
        if not self.sees_cases:
            return false()
        administration = self.person.scope.administration
        return true() if administration is None else CASE_FILE.c.administration == administration

    def invoices(self) -> ColumnElement[bool]:
        """On ``invoice``: those of the person's regies; for those without money rights, those of their cases."""
        if self.sees_money:
            regies = self.money.regies
            return true() if regies is None else INVOICE.c.regie.in_(sorted(regies))
        if not self.sees_cases or self.services is None:
            return false()
        return and_(INVOICE.c.subject_kind == "case", INVOICE.c.service.in_(sorted(self.services)))

    def unassigned(self) -> ColumnElement[bool]:
        """On ``money_receipt``: money of no invoice, which belongs to a country only."""
        if not self.sees_money:
            return false()
        countries = self.money.countries
        return true() if countries is None else MONEY_RECEIPT.c.country.in_(sorted(countries))
