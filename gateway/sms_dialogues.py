"""Where the conversations by SMS are kept: the open question of each phone, half a QR, and what was answered.

In PostgreSQL, because a question stays open for a day and its answer commits with what it causes. All sealed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import KeyMissing, Keyring, SealBroken
from kernel.database import METADATA
from kernel.oldest import drop_oldest

# People answer when they have credit again or have asked at home: tomorrow at this hour, and not after, for amounts
# and states grow old. A question that spends money or files a request is answered at once or asked anew.
QUESTION_TTL = timedelta(hours=24)
CONSENT_TTL = timedelta(hours=1)
# Parts of one message reach a phone within seconds; ten minutes cover somebody who copies them one by one.
PART_TTL = timedelta(minutes=10)
# Longer than any question or cap, and than the 12 hours for which providers post again.
ANSWERS_KEPT = timedelta(days=7)

# ``version`` grows with each change: a step that was planned on an older one is planned again.
SMS_DIALOGUE = Table(
    "sms_dialogue",
    METADATA,
    Column("phone_index", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state_sealed", LargeBinary),
    Column("state_until", DateTime(timezone=True)),
    Column("part_sealed", LargeBinary),
    Column("part_until", DateTime(timezone=True)),
    Column("part_of", Uuid),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
Index("ix_sms_dialogue_updated_at", SMS_DIALOGUE.c.updated_at)

# One row for each message that was dealt with, in the transaction that did it: it is dealt with once.
SMS_ANSWER = Table(
    "sms_answer",
    METADATA,
    Column("inbound_id", Uuid, primary_key=True),
    Column("phone_index", String(32), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
Index("ix_sms_answer_phone_index", SMS_ANSWER.c.phone_index, SMS_ANSWER.c.at)
Index("ix_sms_answer_at", SMS_ANSWER.c.at)


class Dialogue(NamedTuple):
    """``state`` and ``part`` are None and "" when there is none or its time is over."""

    version: int = 0
    state: bytes | None = None
    part: str = ""


def lock(connection: Connection, phone_index: str) -> None:
    """One step at a time for each phone, until commit."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"sms:{phone_index}", 0))))


def load(connection: Connection, keyring: Keyring, phone_index: str) -> Dialogue:
    """What is open with this phone."""
    row = connection.execute(
        select(SMS_DIALOGUE).where(SMS_DIALOGUE.c.phone_index == phone_index)
    ).one_or_none()
    if row is None:
        return Dialogue()
    at = clock.now()
    state = _opened(keyring, "state", phone_index, row.state_sealed, row.state_until, at)
    part = _opened(keyring, "part", phone_index, row.part_sealed, row.part_until, at)
    return Dialogue(row.version, state, (part or b"").decode())


def keep_question(
    connection: Connection, keyring: Keyring, phone_index: str, state: bytes | None, *, consent: bool
) -> None:
    """``state`` is the open question now; None closes it."""
    until = clock.now() + (CONSENT_TTL if consent else QUESTION_TTL)
    sealed = _sealed(keyring, "state", phone_index, state) if state is not None else None
    _put(connection, phone_index, state_sealed=sealed, state_until=until if sealed else None)


def keep_part(connection: Connection, keyring: Keyring, phone_index: str, part: str, inbound_id: str) -> None:
    """Half of a QR waits for the other; "" when none does any more."""
    sealed = _sealed(keyring, "part", phone_index, part.encode()) if part else None
    of, until = (UUID(inbound_id), clock.now() + PART_TTL) if part else (None, None)
    _put(connection, phone_index, part_sealed=sealed, part_until=until, part_of=of)


def give_up_part(connection: Connection, phone_index: str, inbound_id: str) -> bool:
    """Whether the part of this message was still waiting; it does no longer."""
    changed = connection.execute(
        update(SMS_DIALOGUE)
        .where(SMS_DIALOGUE.c.phone_index == phone_index, SMS_DIALOGUE.c.part_of == UUID(inbound_id))
        .values(part_sealed=None, part_until=None, part_of=None, version=SMS_DIALOGUE.c.version + 1)
    )
    return changed.rowcount == 1


def is_answered(connection: Connection, inbound_id: str) -> bool:
    """Whether this message was dealt with."""
    found = select(SMS_ANSWER.c.inbound_id).where(SMS_ANSWER.c.inbound_id == UUID(inbound_id))
    return connection.execute(found).one_or_none() is not None


def record(connection: Connection, inbound_id: str, phone_index: str, kind: str, *, answered: bool) -> None:
    """This message is dealt with; ``answered``: an SMS left for it. A later word about one message replaces it."""
    row = {"phone_index": phone_index, "kind": kind, "answered": answered, "at": clock.now()}
    connection.execute(
        insert(SMS_ANSWER)
        .values(inbound_id=UUID(inbound_id), **row)
        .on_conflict_do_update(index_elements=["inbound_id"], set_=row)
    )


def answers_since(connection: Connection, phone_index: str, since: datetime, kind: str = "") -> int:
    """How many answers left for this phone since then, of one kind or of all."""
    query = select(func.count()).where(
        SMS_ANSWER.c.phone_index == phone_index, SMS_ANSWER.c.answered, SMS_ANSWER.c.at > since
    )
    found: int = connection.execute(query.where(SMS_ANSWER.c.kind == kind) if kind else query).scalar_one()
    return found


def forget_old(connection: Connection) -> int:
    """Delete some of what no message can ask for any more; how many rows."""
    before = clock.now() - ANSWERS_KEPT
    answers = drop_oldest(connection, SMS_ANSWER.c.at, before)
    return answers + drop_oldest(connection, SMS_DIALOGUE.c.updated_at, before)


def _put(connection: Connection, phone_index: str, **values: object) -> None:
    at = clock.now()
    connection.execute(
        insert(SMS_DIALOGUE)
        .values(phone_index=phone_index, version=1, updated_at=at, **values)
        .on_conflict_do_update(
            index_elements=["phone_index"],
            set_={**values, "version": SMS_DIALOGUE.c.version + 1, "updated_at": at},
        )
    )


def _sealed(keyring: Keyring, column: str, phone_index: str, plain: bytes) -> bytes:
    return keyring.seal(plain, f"sms_dialogue.{column}_sealed:{phone_index}")


def _opened(
    keyring: Keyring,
    column: str,
    phone_index: str,
    sealed: bytes | None,
    until: datetime | None,
    at: datetime,
) -> bytes | None:
    if sealed is None or until is None or until <= at:
        return None
    try:
        return keyring.open(sealed, f"sms_dialogue.{column}_sealed:{phone_index}")
    except (SealBroken, KeyMissing):
        return None  # a key given up meanwhile: the citizen is asked again, nothing else is lost
