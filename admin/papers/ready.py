"""A case whose paper may be sealed: granted, of this office, of a service that ends with one. It seals nothing."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from admin.people.person import Scope
from cases import seals
from cases.tables import CASE_FILE
from catalogue.catalogue import Catalogue
from catalogue.document import DocumentKind
from catalogue.regime import Criterion
from catalogue.service import Service
from kernel import clock
from kernel.crypto import Keyring
from kernel.ids import digits
from verification.registry.tables import SEALED_DOCUMENT

# The states in which an administration has decided; `gateway/sealing/grounds.py` seals in no other.
GRANTED = ("disponible", "retiree")


@dataclass(frozen=True, slots=True)
class Ready:
    """``kind`` is None for a service that ends with no sealed paper. ``criteria``: what an officer may choose from."""

    case_id: str
    reference: str
    service: Service
    state: str
    kind: DocumentKind | None
    criteria: tuple[Criterion, ...] = field(default=(), repr=False)
    erased_at: datetime | None = None

    @property
    def granted(self) -> bool:
        return self.state in GRANTED and self.erased_at is None


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a case has: the newest of its papers, and whether that one waits for a successor."""

    number: str
    to_replace: bool


def ready(
    connection: Connection, keyring: Keyring, catalogue: Catalogue, reference: str, scope: Scope
) -> Ready | None:
    """None for a reference that nobody has, or that is another office's."""
    query = select(CASE_FILE).where(CASE_FILE.c.reference == digits(reference))
    if scope.administration is not None:
        query = query.where(CASE_FILE.c.administration == scope.administration)
    row = connection.execute(query).one_or_none()
    service = catalogue.services.get(row.service) if row is not None else None
    if row is None or service is None:
        return None
    kind = catalogue.papers.kind_of(service)
    answers = seals.unseal_answers(keyring, row.id, row.answers_sealed)
    criteria = _criteria(catalogue, kind, service, answers) if kind else ()
    return Ready(row.id, row.reference, service, row.state, kind, criteria, row.answers_erased_at)


def sealed(connection: Connection, case_id: str) -> Sealed | None:
    """The last of the chain of papers that replace each other, None before the first."""
    row = SEALED_DOCUMENT.c
    query = select(row.number, row.state, row.replaced_by)
    found = connection.execute(query.where(row.cause == f"case:{case_id}")).one_or_none()
    # One successor each, and each decided by two persons: no chain is longer than a person's patience.
    while found is not None and found.replaced_by is not None:
        found = connection.execute(query.where(row.number == found.replaced_by)).one()
    return None if found is None else Sealed(found.number, found.state == "replaced")


def _criteria(
    catalogue: Catalogue, kind: DocumentKind, service: Service, answers: dict[str, str]
) -> tuple[Criterion, ...]:
    """Those that the exporter's answer stands for, all when it stands for none, () when it says which one."""
    field = next((each for each in kind.fields if each.form == "criterion"), None)
    if field is None or kind.regime is None:
        return ()
    day = clock.local_day(service.country, clock.now())
    regime = catalogue.papers.regime(answers.get(kind.field(kind.regime).source, ""), day)
    given = answers.get(field.source, "")
    if regime is None or regime.criterion(given) is not None:
        return ()
    return tuple(each for each in regime.criteria if each.meets == given) or regime.criteria
