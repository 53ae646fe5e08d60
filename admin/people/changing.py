"""A person changes what proves them: the password is asked again, beside the fresh code (OWASP ASVS 5.0 V7.5.1).

With a new password their other sessions end (V7.4.3). That the code is fresh is the route's to ask.
"""

from sqlalchemy import update

from admin.people import passwords, recovery, sessions, staff
from admin.people.person import Person
from admin.people.tables import STAFF
from kernel import audit, clock
from kernel.database import Database
from kernel.limits import Limits

WRONG, TRIES = "wrong", "tries"
# As at the log-in: whoever found the console open does not guess the password there.
TRIES_MAX, LOCK_S = 5, 900


def change(database: Database, limits: Limits, person: Person, old: str, new: str) -> None:
    """Raises PasswordRefused; ``wrong`` when ``old`` is not theirs, ``tries`` when too many were not."""
    kept = again(database, limits, person, old)
    passwords.check(new, person.name, kept)
    hashed = passwords.hashed(new)
    with database.transaction() as connection:
        connection.execute(
            update(STAFF)
            .where(STAFF.c.id == person.id)
            .values(password_hash=hashed, password_at=clock.now(), password_first=False)
        )
        sessions.end_all(connection, person.id, but=person.session)
        audit.append(connection, person.actor, "staff.password", person.actor, {})


def recovery_codes(database: Database, limits: Limits, person: Person, password: str) -> list[str]:
    """Ten new ones, the old ones worth nothing. Raises PasswordRefused as ``change`` does."""
    again(database, limits, person, password)
    with database.transaction() as connection:
        return recovery.make(connection, person.id, person.name, by=person.actor)


def again(database: Database, limits: Limits, person: Person, password: str) -> str:
    """The hash that is kept, once the password is theirs. Raises PasswordRefused."""
    if not limits.allow("password-again", person.name, TRIES_MAX, LOCK_S, open_when_down=False):
        raise passwords.PasswordRefused(TRIES)
    with database.transaction() as connection:
        row = staff.named(connection, person.name)
    kept: str | None = row.password_hash if row is not None else None
    if not passwords.right(kept, password) or kept is None:
        with database.transaction() as connection:
            audit.append(connection, person.actor, "password.refused", person.actor, {})
        raise passwords.PasswordRefused(WRONG)
    return kept
