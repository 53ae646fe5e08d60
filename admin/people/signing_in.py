"""The log-in: name, password and code together, in one answer that tells a stranger nothing. Controls 5 and 7.

Bad-input rows 59 to 61. Every refusal takes one Argon2 and one audit row, whether the name is known or not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from admin.people import passwords, recovery, staff, totp
from admin.people.tables import STAFF
from admin.people.totp import NotProven
from kernel import audit, clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.limits import Limits

LOCK_S = 900
# Five from one address; twenty from all, so that a stranger cannot shut somebody out with five requests;
# sixty an address, since a whole town hall of twenty shares one.
TRIES_HERE, TRIES_ACCOUNT, TRIES_ADDRESS = 5, 20, 60
# A first password that nobody used in three days is a paper that lies about (ASVS V6.4.1).
FIRST_VALID = timedelta(hours=72)
# Failures beyond this are only logged: a flood of log-ins must not become a flood of the audit chain.
AUDITED_AN_HOUR = 1000


@dataclass(frozen=True, slots=True)
class Proven:
    """``by_code``: a code of the app, not a recovery code, so that what asks for a fresh one is open, too."""

    staff_id: int
    name: str
    by_code: bool


@dataclass(frozen=True, slots=True)
class Door:
    """What a log-in is checked with."""

    database: Database
    keyring: Keyring
    limits: Limits

    def sign_in(self, name: str, password: str, code: str, address: str) -> Proven:
        """Raises NotProven; ``tries`` means wait 15 minutes, for a name that nobody has as well."""
        try:
            return self._sign_in(name, password, code, address)
        except NotProven as error:
            self._tell(name, error.reason_code)
            raise

    def _sign_in(self, name: str, password: str, code: str, address: str) -> Proven:
        self._count(name, address)
        with self.database.transaction() as connection:
            row = staff.named(connection, name)
        # No connection is held while Argon2 works; an unknown name works as long as a known one.
        kept = row.password_hash if row is not None else None
        right = passwords.right(kept, password)
        if row is None or not right or _stale(row.password_first, row.password_at):
            raise totp.refused(name, "password")
        with self.database.transaction() as connection:
            by_code = self._second(connection, row.id, name, code)
        if passwords.outdated(row.password_hash):
            with self.database.transaction() as connection:
                _rehash(connection, row.id, password)
        return Proven(row.id, name, by_code)

    def _count(self, name: str, address: str) -> None:
        for kind, key, limit in (
            ("login-here", f"{name}\n{address}", TRIES_HERE),
            ("login-account", name, TRIES_ACCOUNT),
            ("login-address", address, TRIES_ADDRESS),
        ):
            # Closed when Redis is down (fault row 8).
            if not self.limits.allow(kind, key, limit, LOCK_S, open_when_down=False):
                raise totp.refused(name, "tries")

    def _second(self, connection: Connection, staff_id: int, name: str, code: str) -> bool:
        if recovery.plain(code) is None:
            totp.prove(connection, self.keyring, self.limits, name, code)
            return True
        totp.count_try(self.limits, name)
        if not recovery.use(connection, staff_id, code):
            raise totp.refused(name, "code")
        return False

    def _tell(self, name: str, reason_code: str) -> None:
        """An audit row for every failure, with the name only when somebody has it: people type passwords there."""
        if not self.limits.allow("login-audited", "", AUDITED_AN_HOUR, 3600, open_when_down=False):
            return
        with self.database.transaction() as connection:
            known = name if staff.exists(connection, name) else "?"
            audit.append(
                connection, "console", "login.refused", f"staff:{known}", {"reason": _told(reason_code)}
            )


def _stale(first: bool, since: datetime) -> bool:
    return first and since < clock.now() - FIRST_VALID


def _told(reason_code: str) -> str:
    return "tries" if reason_code == "tries" else "wrong"


def _rehash(connection: Connection, staff_id: int, password: str) -> None:
    connection.execute(
        update(STAFF).where(STAFF.c.id == staff_id).values(password_hash=passwords.hashed(password))
    )
