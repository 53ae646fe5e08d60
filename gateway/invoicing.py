"""What a case or a tax makes due: the invoice that follows from the service, its administration and the accounting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from catalogue.accounting_plan import Accounting
from catalogue.service import Service
from kernel import clock
from kernel.crypto import Keyring
from payments.invoices import Invoice, open_invoice
from payments.queries import open_invoices

CASE, TAX = "case", "tax"
OPEN_MAX = 20


class NothingDue(LookupError):
    """No revenue line, regie or tariff says what to ask: the counter does it by hand."""


@dataclass(frozen=True, slots=True)
class Invoicing:
    """Opens invoices in the caller's transaction. Amounts are frozen here (bad-input row 50)."""

    keyring: Keyring
    reference_key: bytes
    accounting: Accounting

    def of_case(
        self,
        connection: Connection,
        service: Service,
        *,
        case_id: str,
        reference: str,
        phone: str,
        amount_xof: int,
        at: datetime,
    ) -> Invoice:
        """The invoice of a case under the case's own reference. Raises NothingDue."""
        line, regie = self._home(service, at)
        return open_invoice(
            connection, self.keyring, self.reference_key, subject_kind=CASE, subject=case_id,
            service=service.number, regie=regie, revenue_line=line, country=service.country, phone=phone,
            amount_xof=amount_xof, label=service.title.of("fr"), at=at, reference=reference,
        )  # fmt: skip

    def of_tax(
        self,
        connection: Connection,
        service: Service,
        answers: Mapping[str, str],
        *,
        phone: str,
        at: datetime,
    ) -> Invoice:
        """The invoice of a tax that a citizen declares, under a reference of its own. Raises NothingDue."""
        line, regie = self._home(service, at, answers.get("locality", ""))
        amount_xof = self.tax(service, answers, at)
        subject = ":".join(answers.get(name, "") for name in ("locality", "year", "persons"))
        for owed in open_invoices(connection, self.keyring, phone, OPEN_MAX):
            if (owed.subject_kind, owed.subject) == (TAX, subject):
                return owed  # declared a moment ago in a session that dropped
        label = f"{service.title.of('fr')} {answers.get('year', '')}".strip()
        return open_invoice(
            connection, self.keyring, self.reference_key, subject_kind=TAX, subject=subject,
            service=service.number, regie=regie, revenue_line=line, country=service.country, phone=phone,
            amount_xof=amount_xof, label=label, at=at,
        )  # fmt: skip

    def tax(self, service: Service, answers: Mapping[str, str], at: datetime) -> int:
        """Francs due: the tariff of the locality times the persons. Raises NothingDue."""
        day = clock.local_day(service.country, at)
        line = self.accounting.line_of(service.number, day)
        each = self.accounting.tariff(line.code, answers.get("locality", ""), day) if line else None
        if each is None:
            raise NothingDue("no tariff")
        return each * int(answers.get("persons", "1"))

    def _home(self, service: Service, at: datetime, locality: str = "") -> tuple[str, str]:
        """(revenue line, regie) where the money belongs."""
        day = clock.local_day(service.country, at)
        line = self.accounting.line_of(service.number, day)
        regies = self.accounting.regies_of(service.administration, day)
        fitting = [regie for regie in regies if not locality or regie.locality == locality]
        if line is None or not fitting:
            raise NothingDue("no revenue line or regie")
        return line.code, fitting[0].code
