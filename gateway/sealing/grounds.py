"""Whether there is a ground to seal: a case that was granted, a quittance in force. Light: every worker imports it."""

from sqlalchemy import Connection, select

from cases.tables import CASE_EVENT, CASE_FILE
from catalogue.catalogue import Catalogue
from payments.quittances.tables import QUITTANCE
from verification.registry.tables import SEALED_DOCUMENT

# The states in which an administration has decided that the document is there.
GRANTED = ("disponible", "retiree")


def is_granted(connection: Connection, catalogue: Catalogue, case_id: str, event_id: object) -> bool:
    """Whether this event granted a case that ends with a sealed document."""
    row = connection.execute(
        select(CASE_FILE.c.service, CASE_EVENT.c.to_state)
        .join(CASE_EVENT, CASE_EVENT.c.case_id == CASE_FILE.c.id)
        .where(CASE_FILE.c.id == case_id, CASE_EVENT.c.id == event_id)
    ).one_or_none()
    service = catalogue.services.get(row.service) if row else None
    return bool(row and service and row.to_state in GRANTED and catalogue.papers.kind_of(service))


def still_stands(connection: Connection, quittance_id: int) -> bool:
    """Whether it is in force, and stays so until this transaction ends."""
    row = connection.execute(
        select(QUITTANCE.c.voided_at).where(QUITTANCE.c.id == quittance_id).with_for_update(read=True)
    ).one()
    return row.voided_at is None


def is_sealed(connection: Connection, cause: str) -> bool:
    """Whether this cause has its document: whatever is asked for again, or was parked before, is done then."""
    found = select(SEALED_DOCUMENT.c.id).where(SEALED_DOCUMENT.c.cause == cause)
    return connection.execute(found).first() is not None
