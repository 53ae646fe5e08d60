"""A case by its reference: 12 digits however they are spaced, the last two of which check the others."""

from sqlalchemy import select

from admin.people.person import Scope
from admin.search.look import Found, Look
from cases.tables import CASE_FILE
from kernel.ids import ReferenceRefused, parse_reference, spaced


def read(text: str) -> tuple[str, ...]:
    """The 12 digits; nothing for what is mistyped."""
    try:
        return (parse_reference(text),)
    except ReferenceRefused:
        return ()


def find(look: Look, keys: tuple[str, ...]) -> list[Found]:
    """The case, unless it is another office's."""
    row = look.connection.execute(
        _BY_REFERENCE.where(CASE_FILE.c.reference == keys[0], look.reach.cases())
    ).first()
    if row is None:
        return []
    title = look.service(row.service)
    return [
        Found("case", spaced(row.reference), title, row.state, None, row.state_since, "case", row.reference)
    ]


def elsewhere(look: Look, keys: tuple[str, ...], scope: Scope) -> bool:
    """Whether another office has it: a look over the fence, which is worth a line in the trail."""
    if scope.administration is None or not look.reach.sees_cases:
        return False
    row = look.connection.execute(
        select(CASE_FILE.c.id).where(
            CASE_FILE.c.reference == keys[0], CASE_FILE.c.administration != scope.administration
        )
    ).first()
    return row is not None


_BY_REFERENCE = select(CASE_FILE.c.reference, CASE_FILE.c.service, CASE_FILE.c.state, CASE_FILE.c.state_since)
