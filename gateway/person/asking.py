"""Two persons decide that somebody is erased: one asks, another approves or refuses. It erases nothing itself."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from cases.erasure import open_of_phone
from gateway.person.errors import NotErased
from gateway.person.tables import PERSON_ERASURE
from kernel import audit
from kernel.crypto import Keyring
from kernel.ids import spaced
from payments.refunds import two_persons

# What was under way at the first run (a message, a broadcast) has ended by then and goes with another run.
RUN_AGAIN = timedelta(days=7)


def person_index(keyring: Keyring, phone: str) -> str:
    """A person in the trail and in wishes: never the phone (E.164)."""
    return keyring.index(phone, "person")


def ask(connection: Connection, keyring: Keyring, phone: str, *, by: str, at: datetime) -> str:
    """Ask that ``phone`` be erased; the wish's id, the first one when the same person asks again. Raises NotErased."""
    refuse_open(connection, keyring, phone)
    index = person_index(keyring, phone)
    wish_id: str | None = connection.execute(
        insert(PERSON_ERASURE)
        .values(id=str(uuid.uuid4()), phone_index=index, asked_by=by, asked_at=at)
        .on_conflict_do_nothing()
        .returning(PERSON_ERASURE.c.id)
    ).scalar()
    if wish_id is None:
        known = _open(connection, index)
        if known is None or known.decided_at is not None:
            raise NotErased("begun")
        if known.asked_by != by:
            raise NotErased("pending", [known.asked_by])
        return str(known.id)
    audit.append(connection, two_persons.actor(by), "person.erase.ask", subject(index), {})
    return wish_id


def approve(connection: Connection, keyring: Keyring, phone: str, *, by: str, at: datetime) -> str:
    """Decide that it is done; the wish's id. One that was decided already is taken up again, by anybody.

    Raises SamePerson, NotErased. The caller has seen a fresh TOTP of ``by``.
    """
    refuse_open(connection, keyring, phone)
    index = person_index(keyring, phone)
    wish = _open(connection, index) or _recent(connection, index, at)
    if wish is None:
        raise NotErased("asked")
    if wish.decided_at is None:
        two_persons.check(wish.asked_by, by)
        _decide(connection, wish.id, by, at, approved=True, ended_at=None)
        audit.append(connection, two_persons.actor(by), "person.erase.approve", subject(index), {})
    return str(wish.id)


def refuse(connection: Connection, keyring: Keyring, phone: str, *, by: str, at: datetime) -> None:
    """Decide that it is not done. Raises SamePerson, NotErased."""
    index = person_index(keyring, phone)
    wish = _open(connection, index)
    if wish is None or wish.decided_at is not None:
        raise NotErased("asked")
    two_persons.check(wish.asked_by, by)
    _decide(connection, wish.id, by, at, approved=False, ended_at=at)
    audit.append(connection, two_persons.actor(by), "person.erase.refuse", subject(index), {})


def finish(connection: Connection, wish_id: str, at: datetime) -> None:
    """Everything was erased that may be."""
    wish = PERSON_ERASURE.c
    ended = update(PERSON_ERASURE).where(wish.id == wish_id, wish.ended_at.is_(None))
    connection.execute(ended.values(ended_at=at))


def refuse_open(connection: Connection, keyring: Keyring, phone: str) -> None:
    """Raises NotErased ("open") naming the cases that somebody still works on."""
    cases = open_of_phone(connection, keyring, phone)
    if cases:
        raise NotErased("open", [f"{spaced(case.reference)} ({case.state})" for case in cases])


def subject(index: str) -> str:
    """A person as the trail names them."""
    return f"person:{index}"


def _open(connection: Connection, index: str) -> Row[Any] | None:
    wish = PERSON_ERASURE.c
    query = select(PERSON_ERASURE).where(wish.phone_index == index, wish.ended_at.is_(None))
    return connection.execute(query.with_for_update()).one_or_none()


def _recent(connection: Connection, index: str, at: datetime) -> Row[Any] | None:
    wish = PERSON_ERASURE.c
    query = select(PERSON_ERASURE).where(
        wish.phone_index == index, wish.approved.is_(True), wish.decided_at > at - RUN_AGAIN
    )
    return connection.execute(query.order_by(wish.decided_at.desc()).limit(1)).one_or_none()


def _decide(
    connection: Connection, wish_id: str, by: str, at: datetime, *, approved: bool, ended_at: datetime | None
) -> None:
    values = {"decided_by": by, "decided_at": at, "approved": approved, "ended_at": ended_at}
    connection.execute(update(PERSON_ERASURE).where(PERSON_ERASURE.c.id == wish_id).values(values))
