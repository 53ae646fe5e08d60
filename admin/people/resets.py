"""A new authenticator for somebody whose phone is gone: one administrator asks, another grants. Control 40.

The second gets a one-time code to hand over; password and seed are then the person's own business alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from admin.people import passwords, recovery, sessions, totp
from admin.people.tables import STAFF, STAFF_RECOVERY_CODE, STAFF_RESET
from kernel import audit, clock
from kernel.crypto import Keyring
from payments.refunds import two_persons

VALID = timedelta(hours=24)
LISTED_MAX = 200


class NotReset(ValueError):
    """Nothing was changed: nobody to reset, already asked, already decided, or the code is not right (any more)."""

    retry = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request for a second person to decide."""

    id: int
    name: str
    asked_by: str


def ask(connection: Connection, name: str, *, by: str) -> None:
    """Ask for ``name``; one request at a time. Raises NotReset."""
    staff_id = connection.execute(
        select(STAFF.c.id).where(STAFF.c.name == name, STAFF.c.disabled_at.is_(None))
    ).scalar()
    if staff_id is None:
        raise NotReset("nobody active has this name")
    asked = connection.execute(
        insert(STAFF_RESET)
        .values(staff_id=staff_id, asked_by=by, asked_at=clock.now())
        .on_conflict_do_nothing(
            index_elements=[STAFF_RESET.c.staff_id], index_where=STAFF_RESET.c.decided_at.is_(None)
        )
        .returning(STAFF_RESET.c.id)
    ).scalar()
    if asked is None:
        raise NotReset("already asked")
    audit.append(connection, f"staff:{by}", "staff.reset.ask", f"staff:{name}", {})


def waiting(connection: Connection) -> list[Waiting]:
    """What waits for a second person, oldest first."""
    rows = connection.execute(
        select(STAFF_RESET.c.id, STAFF.c.name, STAFF_RESET.c.asked_by)
        .join(STAFF, STAFF.c.id == STAFF_RESET.c.staff_id)
        .where(STAFF_RESET.c.decided_at.is_(None))
        .order_by(STAFF_RESET.c.id)
        .limit(LISTED_MAX)
    )
    return [Waiting(row.id, row.name, row.asked_by) for row in rows]


def decide(connection: Connection, keyring: Keyring, reset_id: int, *, by: str, grant: bool) -> str | None:
    """Grant (the one-time code comes back, shown once) or refuse (None). Raises SamePerson, NotReset."""
    row = _undecided(connection, reset_id)
    # Whoever asked, and whoever it is for: three roles, and the decision is of one who is neither.
    for other in (row.asked_by, row.name):
        two_persons.check(other, by)
    code, values = None, {"decided_by": by, "decided_at": clock.now(), "granted": grant}
    if grant:
        code = passwords.first()
        sealed = keyring.seal(totp.new_seed().encode(), totp.context(row.name))
        digest = recovery.digest(code)
        values |= {"code_hash": digest, "totp_sealed": sealed, "expires_at": clock.now() + VALID}
    changed = connection.execute(
        update(STAFF_RESET)
        .where(STAFF_RESET.c.id == reset_id, STAFF_RESET.c.decided_at.is_(None))
        .values(values)
    )
    if changed.rowcount != 1:
        raise NotReset("already decided")
    word = "grant" if grant else "refuse"
    audit.append(
        connection, f"staff:{by}", f"staff.reset.{word}", f"staff:{row.name}", {"asked_by": row.asked_by}
    )
    return code


def seed_of(connection: Connection, keyring: Keyring, name: str, code: str) -> str:
    """The new seed, to be shown to whoever brings the one-time code. Raises NotReset."""
    row = _granted(connection, name, code)
    return keyring.open(row.totp_sealed, totp.context(name)).decode()


def finish(
    connection: Connection, keyring: Keyring, name: str, code: str, digits: str, password: str
) -> None:
    """The person scanned the seed and chose a password: both are theirs. Raises NotReset, PasswordRefused."""
    row = _granted(connection, name, code)
    seed = keyring.open(row.totp_sealed, totp.context(name)).decode()
    at = clock.now()
    if not totp.fits(seed, digits, at):
        raise NotReset("the six digits are not those of the new code")
    passwords.check(password, name)
    used = update(STAFF_RESET).where(STAFF_RESET.c.id == row.id, STAFF_RESET.c.used_at.is_(None))
    if connection.execute(used.values(used_at=at)).rowcount != 1:
        raise NotReset("already used")
    connection.execute(
        update(STAFF)
        .where(STAFF.c.id == row.staff_id)
        .values(
            totp_sealed=row.totp_sealed, last_step=int(at.timestamp()) // totp.STEP_S, password_at=at,
            password_hash=passwords.hashed(password), password_first=False,
        )
    )  # fmt: skip
    # Whoever has the lost phone may have the paper with the codes, too.
    connection.execute(STAFF_RECOVERY_CODE.delete().where(STAFF_RECOVERY_CODE.c.staff_id == row.staff_id))
    sessions.end_all(connection, row.staff_id)
    audit.append(connection, f"staff:{name}", "staff.reset.finish", f"staff:{name}", {})


def _undecided(connection: Connection, reset_id: int) -> Row[Any]:
    row = connection.execute(
        select(STAFF_RESET, STAFF.c.name)
        .join(STAFF, STAFF.c.id == STAFF_RESET.c.staff_id)
        .where(STAFF_RESET.c.id == reset_id, STAFF_RESET.c.decided_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotReset("already decided")
    return row


def _granted(connection: Connection, name: str, code: str) -> Row[Any]:
    row = connection.execute(
        select(STAFF_RESET)
        .join(STAFF, STAFF.c.id == STAFF_RESET.c.staff_id)
        .where(
            STAFF.c.name == name,
            STAFF.c.disabled_at.is_(None),
            STAFF_RESET.c.code_hash == recovery.digest(code.strip()),
            STAFF_RESET.c.granted.is_(True),
            STAFF_RESET.c.used_at.is_(None),
            STAFF_RESET.c.expires_at > clock.now(),
        )
    ).one_or_none()
    if row is None:
        raise NotReset("the one-time code is not right, was used, or is too old")
    return row


def anybody_waits(connection: Connection) -> bool:
    """For the home page of an administrator."""
    return bool(connection.execute(select(exists().where(STAFF_RESET.c.decided_at.is_(None)))).scalar())
