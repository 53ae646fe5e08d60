"""One look: with what it is done, and what it finds. Reads nothing itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from admin.money import names
from admin.search.reach import Reach
from catalogue.accounting_plan import Accounting
from catalogue.catalogue import Catalogue
from kernel.crypto import Keyring

# Of each kind; a number that more things bear than this is no number (bad-input row 68 allows 200 in all).
ROWS_MAX = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What every reader of this room is given."""

    connection: Connection
    keyring: Keyring
    catalogue: Catalogue
    accounting: Accounting
    reach: Reach
    language: str
    at: datetime

    def service(self, number: int | None) -> str:
        """What a service is called, its number when the catalogue has it no longer."""
        service = None if number is None else self.catalogue.services.get(number)
        return service.title.of(self.language) if service else str(number or "")

    def due_for(self, row: Row[Any]) -> str:
        """What an invoice is for: the service of a case, the label of a tax, which names the year, "" for none."""
        return self.service(row.service) if row.subject_kind == "case" else row.label or ""

    def called(self, label: str) -> str:
        """An invoice's label with the apostrophes and accents that operators do not take."""
        return names.titles(self.catalogue, self.language).get(label, label)

    def regie(self, code: str) -> str:
        """What a regie is called."""
        regie = self.accounting.regies.get(code)
        return regie.name if regie else code


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that bears the number. ``page`` and ``key`` say where it is shown: see ``links``; "" for nowhere.

    ``state`` is the thing's own word; ``title`` what it is about; ``at`` since when.
    """

    kind: str
    number: str
    title: str
    state: str = ""
    amount_xof: int | None = None
    at: datetime | None = None
    page: str = ""
    key: str = ""
