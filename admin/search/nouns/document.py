"""A sealed document by the 12 digits printed beside its QR. Only its state: what it says is for its own page."""

from sqlalchemy import select

from admin.papers.offices import visible
from admin.search.look import Found, Look
from admin.search.nouns.case import read
from kernel.ids import spaced
from verification.registry.tables import SEALED_DOCUMENT

__all__ = ["find", "read"]


def find(look: Look, keys: tuple[str, ...]) -> list[Found]:
    """The document, unless it is of another office's services."""
    if not look.reach.person.may("papers.read"):
        return []
    document = SEALED_DOCUMENT.c
    query = select(document.number, document.service, document.issuer, document.state, document.issued_at)
    seen = visible(look.catalogue, look.reach.person.scope)
    row = look.connection.execute(query.where(document.number == keys[0], seen)).first()
    if row is None:
        return []
    title = look.service(row.service) or row.issuer
    return [Found("document", spaced(row.number), title, row.state, None, row.issued_at, "paper", row.number)]
