"""The demo's staff: one of each role, in both countries. What signs them in is known to everybody."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlalchemy import Connection, update

from admin.people import passwords, staff, totp
from admin.people.staff import Post
from admin.people.tables import STAFF
from admin.roles import Role
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database

PASSWORD = "mangue-karite-djoliba"  # noqa: S105 - the point of it is to be public
# They were there before the first day of the month that the demo tells.
SINCE = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo, and what to look at with their eyes."""

    name: str
    role: Role
    administration: str | None = None

    @property
    def post(self) -> Post:
        return Post(self.role, self.administration)


PEOPLE = (
    DemoPerson("awa", Role.OFFICER, "apex"),
    DemoPerson("bintou", Role.OFFICER, "apex"),
    DemoPerson("moussa", Role.OFFICER, "justice-ml"),
    DemoPerson("oumou", Role.OFFICER, "communes-ml"),
    DemoPerson("fanta", Role.AGENT, "communes-ml"),
    DemoPerson("drissa", Role.OFFICER, "dgcc-ml"),
    DemoPerson("kadi", Role.OFFICER, "ctdec-ml"),
    DemoPerson("issa", Role.REGISSEUR, "communes-ml"),
    DemoPerson("sena", Role.OFFICER, "pns-bj"),
    DemoPerson("rosine", Role.OFFICER, "anip-bj"),
    DemoPerson("edwige", Role.OFFICER, "maec-bj"),
    DemoPerson("ulrich", Role.OFFICER, "dei-bj"),
    DemoPerson("blaise", Role.REGISSEUR, "anip-bj"),
    DemoPerson("mariam", Role.ACCOUNTANT),
    DemoPerson("parfait", Role.ACCOUNTANT),
    DemoPerson("hawa", Role.AUDITOR),
    DemoPerson("serge", Role.SUPPORT),
    # Two: a lost phone and a person's erasure are decided by another than whoever asked.
    DemoPerson("modibo", Role.ADMINISTRATOR),
    DemoPerson("nene", Role.ADMINISTRATOR),
)


def add_all(database: Database, keyring: Keyring) -> int:
    """Add those whose names are free; how many. One hash for all: Argon2 takes some 25 ms."""
    hashed, added = passwords.hashed(PASSWORD), 0
    with database.transaction() as connection:
        for person in PEOPLE:
            if staff.exists(connection, person.name):
                continue
            staff.add(connection, keyring, person.name, person.post, password_hash=hashed)
            _open(connection, person.name)
            added += 1
    return added


def code_of(
    connection: Connection, keyring: Keyring, name: str, later: timedelta = timedelta()
) -> str | None:
    """The six digits that their app would show now, or ``later``; None for nobody of the demo."""
    row = staff.named(connection, name) if name in {person.name for person in PEOPLE} else None
    if row is None:
        return None
    seed = keyring.open(row.totp_sealed, totp.context(name)).decode()
    return pyotp.TOTP(seed, interval=totp.STEP_S).at(clock.now() + later)


def _open(connection: Connection, name: str) -> None:
    """The password that everybody knows, and no change of it at the first log-in."""
    before = clock.now() - SINCE
    connection.execute(
        update(STAFF)
        .where(STAFF.c.name == name)
        .values(password_at=before, password_first=False, added_at=before)
    )
