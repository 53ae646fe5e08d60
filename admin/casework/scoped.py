"""Which cases are somebody's to see: conditions for every query of this room, and the one door to a file."""

from collections.abc import Iterator
from typing import Any, NoReturn

from flask import abort
from sqlalchemy import ColumnElement, Connection, Row, or_, select

from admin.doors import visitor
from admin.doors.allowed import refuse
from admin.people.person import Scope
from cases.tables import CASE_FILE
from kernel.ids import digits


def within(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Of the office; of the region, too, where the case has one: a case without is everybody's in its office."""
    if scope.administration is not None:
        yield CASE_FILE.c.administration == scope.administration
    if scope.region is not None:
        yield or_(CASE_FILE.c.region.is_(None), CASE_FILE.c.region == scope.region)


def file_of(connection: Connection, reference: str, scope: Scope) -> Row[Any] | None:
    """The case, None for one that nobody has or that is another office's."""
    query = select(CASE_FILE).where(CASE_FILE.c.reference == digits(reference), *within(scope))
    return connection.execute(query).one_or_none()


def known(connection: Connection, reference: str) -> bool:
    """Whether any office has this case: a look over the fence is worth a line in the trail."""
    found = select(CASE_FILE.c.id).where(CASE_FILE.c.reference == digits(reference))
    return connection.execute(found).scalar() is not None


def missing(reference: str, permission: str, *, elsewhere: bool) -> NoReturn:
    """404, audited when it is another office's (bad-input row 65). Outside of any transaction."""
    if elsewhere:
        refuse(visitor.person(), permission, f"case:{digits(reference)}")
    abort(404)
