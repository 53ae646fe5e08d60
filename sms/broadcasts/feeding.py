"""Moves recipients into the queue a few at a time. A broadcast of a million is rows in a table, never a long queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, Row, func, select, update

from kernel.crypto import Keyring
from kernel.phone import PhoneRefused
from kernel.states import move
from sms.broadcasts.filling import sealing_context
from sms.broadcasts.states import BROADCAST, FED
from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT
from sms.broadcasts.withdrawing import PURPOSE, dedupe_key, prefix, withdraw
from sms.broadcasts.wording import Wording
from sms.outbox import TextRefused, queue
from sms.tables import SMS_MESSAGE

# Measured: a page takes 0.25 s of one transaction on two busy cores; `stop` waits no longer for it.
AT_ONCE_MAX = 20
# What may wait for a provider at any time: two seconds of a slow one (20 a second), which a receipt never notices.
QUEUED_MAX = 40
# Those that a provider sends back again and again do not hold up the others, until there are too many of them.
STUCK_MAX = 400
AT_A_TIME_MAX = 10  # Broadcasts that one call looks at, oldest first.
OPEN = ("queued", "handed")

log = structlog.get_logger(__name__)


def room(connection: Connection) -> int:
    """How many recipients may be fed now: 0 to AT_ONCE_MAX. The ``limit`` for ``feed``."""
    message = SMS_MESSAGE.c
    waiting, untried = connection.execute(
        select(func.count(), func.count().filter(message.attempts == 0)).where(
            message.state.in_(OPEN), message.purpose == PURPOSE
        )
    ).one()
    return max(0, min(AT_ONCE_MAX, QUEUED_MAX - untried, STUCK_MAX - waiting))


def feed(connection: Connection, keyring: Keyring, at: datetime, limit: int) -> int:
    """Queue the messages of at most ``limit`` recipients and return how many.

    Safe in any number of processes at once: a broadcast that another one feeds is passed over.
    """
    withdraw(connection, at)
    fed = 0
    broadcasts = connection.execute(
        select(SMS_BROADCAST)
        .where(SMS_BROADCAST.c.state.in_(FED))
        .order_by(SMS_BROADCAST.c.approved_at, SMS_BROADCAST.c.id)
        .limit(AT_A_TIME_MAX)
        .with_for_update(skip_locked=True)
    ).all()
    for broadcast in broadcasts:
        fed += _feed_one(connection, keyring, broadcast, at, limit - fed)
    return fed


def _feed_one(connection: Connection, keyring: Keyring, broadcast: Row[Any], at: datetime, limit: int) -> int:
    if broadcast.state == "approved":
        move(connection, SMS_BROADCAST, broadcast.id, BROADCAST, "approved", "running", started_at=at)
    recipient = SMS_BROADCAST_RECIPIENT.c
    page = connection.execute(
        select(SMS_BROADCAST_RECIPIENT)
        .where(recipient.broadcast_id == broadcast.id, recipient.number > broadcast.cursor)
        .order_by(recipient.number)
        .limit(limit)
    ).all()
    if page:
        _queue(connection, keyring, broadcast, page)
    elif limit and not _any_open(connection, broadcast.id):
        move(connection, SMS_BROADCAST, broadcast.id, BROADCAST, "running", "done", ended_at=at)
        log.info("broadcast_done", broadcast=broadcast.id, fed=broadcast.fed, refused=broadcast.refused)
    return len(page)


def _queue(connection: Connection, keyring: Keyring, broadcast: Row[Any], page: Sequence[Row[Any]]) -> None:
    wording = Wording(**broadcast.wording)
    refused = 0
    for one in page:
        message_id = _message(connection, keyring, wording, one)
        refused += message_id is None
        recipient = SMS_BROADCAST_RECIPIENT.c
        connection.execute(
            update(SMS_BROADCAST_RECIPIENT)
            .where(recipient.broadcast_id == one.broadcast_id, recipient.number == one.number)
            .values(state="queued" if message_id else "refused", message_id=message_id)
        )
    connection.execute(
        update(SMS_BROADCAST)
        .where(SMS_BROADCAST.c.id == broadcast.id)
        .values(
            cursor=page[-1].number,
            fed=broadcast.fed + len(page) - refused,
            refused=broadcast.refused + refused,
        )
    )


def _message(connection: Connection, keyring: Keyring, wording: Wording, one: Row[Any]) -> UUID | None:
    """The id of the recipient's message; None when it cannot be sent: one bad row must not hold up the others."""
    context = sealing_context(one.broadcast_id, one.number)
    phone = keyring.open(one.phone_sealed, context).decode()
    try:
        return UUID(
            queue(
                connection, keyring, phone=phone, text=wording.text(one.language, one.reference), purpose=PURPOSE,
                dedupe_key=dedupe_key(one.broadcast_id, one.number),
            )
        )  # fmt: skip
    except (PhoneRefused, TextRefused) as refused:
        log.warning("broadcast_recipient_refused", broadcast=one.broadcast_id, error=type(refused).__name__)
        return None


def _any_open(connection: Connection, broadcast_id: int) -> bool:
    message = SMS_MESSAGE.c
    found = select(message.id).where(
        message.state.in_(OPEN), message.dedupe_key.startswith(prefix(broadcast_id), autoescape=True)
    )
    return connection.execute(found.limit(1)).first() is not None
