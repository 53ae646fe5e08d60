"""What messages hold of a phone, as its owner may see it."""

from typing import Any

from sqlalchemy import Connection, Row, select

from kernel.crypto import Keyring
from kernel.personal import ROWS_MAX, Rows
from sms.broadcasts.tables import SMS_BROADCAST, SMS_BROADCAST_RECIPIENT
from sms.sealing import phone_index, unseal
from sms.tables import SMS_INBOUND, SMS_MESSAGE, SMS_OPTOUT

_SENT = ("purpose", "state", "provider", "parts", "created_at", "handed_at", "final_at")
_BROADCAST = ("broadcast_id", "reference", "language", "state")


def sent_to_phone(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Newest first, with their ``text``: "" once it was erased."""
    message = SMS_MESSAGE.c
    query = select(SMS_MESSAGE).where(message.phone_index == phone_index(keyring, phone))
    rows = connection.execute(query.order_by(message.created_at.desc()).limit(ROWS_MAX))
    return [
        {**_named(row, _SENT), "text": unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed)}
        for row in rows
    ]


def received_from_phone(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Newest first, with their ``text``: "" once it was erased."""
    inbound = SMS_INBOUND.c
    query = select(SMS_INBOUND).where(inbound.phone_index == phone_index(keyring, phone))
    rows = connection.execute(query.order_by(inbound.received_at.desc()).limit(ROWS_MAX))
    return [
        {
            **_named(row, ("provider", "recipient", "received_at")),
            "text": unseal(keyring, "sms_inbound", "body_sealed", row.id, row.body_sealed),
        }
        for row in rows
    ]


def broadcasts_to_phone(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """The broadcasts of the last weeks that had this phone among their recipients, newest first."""
    recipient = SMS_BROADCAST_RECIPIENT.c
    query = (
        select(*(recipient[name] for name in _BROADCAST), SMS_BROADCAST.c.created_at)
        .join(SMS_BROADCAST, SMS_BROADCAST.c.id == recipient.broadcast_id)
        .where(recipient.phone_index == phone_index(keyring, phone))
    )
    rows = connection.execute(query.order_by(recipient.broadcast_id.desc()).limit(ROWS_MAX))
    return [dict(row) for row in rows.mappings()]


def silence_of_phone(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Its STOP, if it said so."""
    query = select(SMS_OPTOUT.c.provider, SMS_OPTOUT.c.created_at).where(
        SMS_OPTOUT.c.phone_index == phone_index(keyring, phone)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _named(row: Row[Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
