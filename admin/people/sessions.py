"""Sessions on the server: an opaque id in a cookie, its hash in a row. Control 9, OWASP ASVS 5.0 V7.

Idle 15 min, 8 h in all; ended by log-out, by its owner from elsewhere, and when a person is disabled or moved.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select, update

from admin.people import device
from admin.people.person import Person
from admin.people.tables import STAFF, STAFF_SESSION
from admin.roles import Role
from kernel import clock

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
# A page a minute is written down, not each: a session may then end up to one minute early, never late.
TOUCH_EVERY = timedelta(minutes=1)
# Long enough to answer "was that me last week?"; then a row is no use to anybody.
KEPT = timedelta(days=30)
# 256 bits; ASVS V7.2.3 asks for 128.
ID = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
LISTED_MAX = 50


def new_id() -> str:
    """What the cookie holds."""
    return secrets.token_urlsafe(32)


def open_session(connection: Connection, staff_id: int, user_agent: str, *, proven: bool) -> str:
    """A new session; its id is returned and kept nowhere. Rows that are of no use any more are removed."""
    identifier, at = new_id(), clock.now()
    connection.execute(
        delete(STAFF_SESSION).where(
            STAFF_SESSION.c.staff_id == staff_id, STAFF_SESSION.c.opened_at < at - KEPT
        )
    )
    connection.execute(
        insert(STAFF_SESSION).values(
            id_hash=_hash(identifier), staff_id=staff_id, opened_at=at, seen_at=at,
            proven_at=at if proven else None, device=device.named(user_agent),
        )
    )  # fmt: skip
    return identifier


def person_of(connection: Connection, identifier: str, *, touch: bool) -> Person | None:
    """Who stands behind the cookie, None when nobody does any more. ``touch``: a person did this, not a page."""
    row = connection.execute(
        select(STAFF_SESSION, *_OF_STAFF)
        .join(STAFF, STAFF.c.id == STAFF_SESSION.c.staff_id)
        .where(STAFF_SESSION.c.id_hash == _hash(identifier), _alive())
    ).one_or_none()
    if row is None:
        return None
    at = clock.now()
    touched = touch and at - row.seen_at >= TOUCH_EVERY
    if touched:
        connection.execute(
            update(STAFF_SESSION).where(STAFF_SESSION.c.serial == row.serial).values(seen_at=at)
        )
    return Person(
        id=row.staff_id, name=row.name, role=Role(row.role), administration=row.administration, region=row.region,
        password_first=row.password_first, session=row.serial, proven_at=row.proven_at,
        ends_at=min((at if touched else row.seen_at) + IDLE, row.opened_at + ABSOLUTE),
    )  # fmt: skip


def renew(connection: Connection, person: Person) -> str | None:
    """The same session under a new id, proven now: after each rise of what it may do. None when it is gone."""
    identifier = new_id()
    changed = connection.execute(
        update(STAFF_SESSION)
        .where(STAFF_SESSION.c.serial == person.session, STAFF_SESSION.c.ended_at.is_(None))
        .values(id_hash=_hash(identifier), proven_at=clock.now(), seen_at=clock.now())
    )
    return identifier if changed.rowcount == 1 else None


def of_person(connection: Connection, staff_id: int) -> list[Row[tuple[object, ...]]]:
    """The open ones, newest first."""
    return list(
        connection.execute(
            select(STAFF_SESSION)
            .join(STAFF, STAFF.c.id == STAFF_SESSION.c.staff_id)
            .where(STAFF_SESSION.c.staff_id == staff_id, _alive())
            .order_by(STAFF_SESSION.c.serial.desc())
            .limit(LISTED_MAX)
        )
    )


def end(connection: Connection, staff_id: int, serial: int) -> bool:
    """End one session of this person; somebody else's is not found."""
    ended = update(STAFF_SESSION).where(
        STAFF_SESSION.c.staff_id == staff_id,
        STAFF_SESSION.c.serial == serial,
        STAFF_SESSION.c.ended_at.is_(None),
    )
    return connection.execute(ended.values(ended_at=clock.now())).rowcount == 1


def end_by_id(connection: Connection, identifier: str) -> None:
    """Whoever logs in leaves no older session behind under the same cookie."""
    connection.execute(
        update(STAFF_SESSION)
        .where(STAFF_SESSION.c.id_hash == _hash(identifier), STAFF_SESSION.c.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_all(connection: Connection, staff_id: int, *, but: int | None = None) -> int:
    """End every session of this person, except ``but``; how many they were."""
    ended = update(STAFF_SESSION).where(
        STAFF_SESSION.c.staff_id == staff_id, STAFF_SESSION.c.ended_at.is_(None)
    )
    if but is not None:
        ended = ended.where(STAFF_SESSION.c.serial != but)
    return connection.execute(ended.values(ended_at=clock.now())).rowcount


def _alive() -> ColumnElement[bool]:
    at = clock.now()
    return and_(
        STAFF_SESSION.c.ended_at.is_(None),
        STAFF_SESSION.c.seen_at > at - IDLE,
        STAFF_SESSION.c.opened_at > at - ABSOLUTE,
        STAFF.c.disabled_at.is_(None),
    )


def _hash(identifier: str) -> bytes:
    # 256 random bits need no salt and no slow hash: nobody tries them all.
    return hashlib.sha256(identifier.encode()).digest()


_OF_STAFF = (STAFF.c.name, STAFF.c.role, STAFF.c.administration, STAFF.c.region, STAFF.c.password_first)
