"""A look for the person behind this request."""

from datetime import datetime

from sqlalchemy import Connection

from admin.doors import visitor
from admin.money.reach import reach as money_reach
from admin.parts import parts
from admin.search.look import Look
from admin.search.reach import Reach


def look(connection: Connection, at: datetime) -> Look:
    """With what is theirs to see, in their language."""
    given, person = parts(), visitor.person()
    reach = Reach.of(person, money_reach(person.scope), given.catalogue)
    return Look(
        connection, given.keyring, given.catalogue, given.money.accounting, reach, visitor.language(), at
    )
