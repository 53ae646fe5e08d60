"""How many open cases wait in each state, for the first page."""

from sqlalchemy import Connection, func, select

from admin.people.person import Scope
from cases.lifecycle import OPEN
from cases.tables import CASE_FILE

# Beyond this the page says "more than": counting a million rows would cost a second for a number nobody reads.
COUNTED_MAX = 1000


def counts(connection: Connection, scope: Scope) -> list[tuple[str, int]]:
    """(state, cases up to COUNTED_MAX) in the order of a case's life, empty states left out."""
    found = [(state, _count(connection, scope, state)) for state in (*OPEN, "disponible")]
    return [(state, count) for state, count in found if count]


def _count(connection: Connection, scope: Scope, state: str) -> int:
    some = select(CASE_FILE.c.id).where(CASE_FILE.c.state == state)
    if scope.administration is not None:
        some = some.where(CASE_FILE.c.administration == scope.administration)
    return connection.execute(
        select(func.count()).select_from(some.limit(COUNTED_MAX).subquery())
    ).scalar_one()
