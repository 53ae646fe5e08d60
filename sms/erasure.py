"""Erasing what messages say. That one was sent, when and at what price stays: the operator's bill is checked by it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select, tuple_

from kernel.crypto import Keyring
from kernel.personal import BATCH
from sms.broadcasts.states import BROADCAST
from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT
from sms.sealing import phone_index
from sms.tables import SMS_INBOUND, SMS_MESSAGE, SMS_REPORT
from sms.texts import RECEIVED, REPORTED, SENT

# What came within the hour may still wait for the worker that answers it.
ANSWERED_WITHIN = timedelta(hours=1)


def erase_sent(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """Texts of messages that have ended: one that is under way would leave empty."""
    del at
    mine = SMS_MESSAGE.c.phone_index == phone_index(keyring, phone)
    return SENT.empty(connection, keyring, mine, wait=True)


def erase_received(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """Texts that the citizen wrote. The rows stay: providers post a message again for hours."""
    inbound = SMS_INBOUND.c
    mine = (inbound.phone_index == phone_index(keyring, phone)) & (inbound.received_at < at - ANSWERED_WITHIN)
    return RECEIVED.empty(connection, keyring, mine, wait=True)


def erase_reports(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """What providers posted about this phone's messages; what it meant stays in its columns.

    No index leads from a phone to all its reports: one walk through the table.
    """
    del at
    index, report = phone_index(keyring, phone), SMS_REPORT.c
    ended = select(SMS_MESSAGE.c.id).where(
        SMS_MESSAGE.c.phone_index == index, SMS_MESSAGE.c.final_at.is_not(None)
    )
    mine = or_(report.message_id.in_(ended), (report.phone_index == index) & report.message_id.is_(None))
    return REPORTED.empty(connection, keyring, mine, wait=True)


def erase_broadcasts(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """This phone among the recipients of broadcasts that have ended."""
    del at
    recipient = SMS_BROADCAST_RECIPIENT.c
    some = (
        select(recipient.broadcast_id, recipient.number)
        .join(SMS_BROADCAST, SMS_BROADCAST.c.id == recipient.broadcast_id)
        .where(
            recipient.phone_index == phone_index(keyring, phone),
            SMS_BROADCAST.c.state.in_(sorted(BROADCAST.final)),
        )
        .limit(BATCH)
    )
    those = tuple_(recipient.broadcast_id, recipient.number).in_(some)
    return connection.execute(delete(SMS_BROADCAST_RECIPIENT).where(those)).rowcount
