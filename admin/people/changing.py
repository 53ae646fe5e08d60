"""A person changes their own password. Everybody else's sessions of theirs end with it (OWASP ASVS 5.0 V7.4.3)."""

from sqlalchemy import update

from admin.people import passwords, sessions, staff
from admin.people.person import Person
from admin.people.tables import STAFF
from kernel import audit, clock
from kernel.database import Database

WRONG = "wrong"


def change(database: Database, person: Person, old: str, new: str) -> None:
    """Raises PasswordRefused; ``wrong`` when ``old`` is not theirs."""
    with database.transaction() as connection:
        row = staff.named(connection, person.name)
    kept = row.password_hash if row is not None else None
    if not passwords.right(kept, old):
        raise passwords.PasswordRefused(WRONG)
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
