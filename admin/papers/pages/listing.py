"""The documents of an office, newest first, and what waits to be sealed."""

import re

from admin.cursor import Cursor
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.page import page
from admin.papers import listing, offices, waiting
from admin.papers.listing import Asked
from admin.parts import parts
from admin.people.person import Scope
from verification.registry.states import DOCUMENT

NUMBER = re.compile(r"[0-9]{12}", re.ASCII)
STATES = ("valid", "suspended", "revoked", "replaced")


def show(scope: Scope) -> Answer:
    """``kind``, ``state`` and ``office`` are chosen from lists; an office's own people choose no office."""
    catalogue, person = parts().catalogue, visitor.person()
    kinds = {kind.doc_type: kind for kind in catalogue.documents.values()}
    kind = form.number("kind", 0, 99)
    state, office = form.asked("state"), form.asked("office")
    asked = Asked(kind if kind in kinds else None, state if state in DOCUMENT.states else None)
    choice = offices.administrations(catalogue) if scope.administration is None else ()
    chosen = Scope(office) if office in choice else scope
    cursor = Cursor.read(form.asked("from"), NUMBER)
    with parts().database.transaction() as connection:
        rows = listing.papers(connection, catalogue, chosen, asked, cursor)
        unsealed = waiting.cases(connection, scope) if person.may("papers.issue") and cursor is None else []
    more = listing.behind(rows[listing.PAGE_ROWS - 1]) if len(rows) > listing.PAGE_ROWS else None
    return page(
        "papers/list", rows=rows[: listing.PAGE_ROWS], more=more, asked=asked, kinds=kinds, states=STATES,
        offices=choice, office=office if office in choice else "", unsealed=unsealed,
        office_of=lambda row: office_name(row), services=catalogue.services,
    )  # fmt: skip


def office_name(row: offices.OfAnOffice) -> str:
    """As people call it; the issuer's own name for one that is not in the catalogue any more."""
    catalogue = parts().catalogue
    code = offices.administration_of(catalogue, row)
    if code:
        return catalogue.administrations[code].name.of(visitor.language())
    issuing = (office for kind in catalogue.documents.values() for office in kind.offices.values())
    return next((office.name for office in issuing if office.issuer == row.issuer), row.issuer)
