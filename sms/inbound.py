"""Messages from citizens: kept once, then given to whoever understands them. Not the commands themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from sms.contract import Inbound
from sms.sealing import phone_index, seal, unseal
from sms.tables import SMS_INBOUND

# Six parts are 918 septets; no command needs more, and a 5 kB text is a mistake or an attack.
TEXT_MAX = 1000

OnInbound = Callable[[Connection, str], None]  # connection, message id

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """One message as it lies in the table, opened: it is never logged. ``phone`` is E.164; it can be answered.

    ``recipient`` is the number of ours that it came to, "" when the provider did not say.
    """

    id: str
    phone: str
    text: str
    provider: str
    recipient: str
    received_at: datetime


def ignore(_connection: Connection, _message_id: str) -> None:
    """The message stays in the table and nobody answers."""


def receive(connection: Connection, keyring: Keyring, message: Inbound, on_inbound: OnInbound) -> bool:
    """Store and hand on in one transaction; False when it was received before (they post again for hours).

    A sender that is no phone is stored and never answered: it is a machine, and two machines make a loop. Nor is a
    text of blanks (bad-input row 26): refused, Africa's Talking would bring it again each minute for 12 hours.
    """
    message_id = _store(connection, keyring, message, message.text[:TEXT_MAX])
    if message_id is None:
        return False
    answerable = _answerable(message)
    log.info("sms_received", provider=message.provider, inbound_id=str(message_id), answerable=answerable)
    if answerable:
        on_inbound(connection, str(message_id))
    return True


def open_message(connection: Connection, keyring: Keyring, message_id: str) -> Received | None:
    """The message behind an id that ``on_inbound`` was given; None when there is none that can be answered."""
    row = connection.execute(
        select(SMS_INBOUND).where(SMS_INBOUND.c.id == UUID(message_id), SMS_INBOUND.c.answerable)
    ).one_or_none()
    if row is None:
        return None
    return Received(
        id=str(row.id),
        phone=unseal(keyring, "sms_inbound", "phone_sealed", row.id, row.phone_sealed),
        text=unseal(keyring, "sms_inbound", "body_sealed", row.id, row.body_sealed),
        provider=row.provider,
        recipient=row.recipient,
        received_at=row.received_at,
    )


def _answerable(message: Inbound) -> bool:
    return message.phone is not None and bool(message.text.strip())


def _store(connection: Connection, keyring: Keyring, message: Inbound, text: str) -> UUID | None:
    row, sender = uuid4(), message.phone or message.sender
    stored: UUID | None = connection.execute(
        insert(SMS_INBOUND)
        .values(
            id=row,
            provider=message.provider,
            external_id=message.external_id,
            phone_sealed=seal(keyring, "sms_inbound", "phone_sealed", row, sender),
            phone_index=phone_index(keyring, sender),
            body_sealed=seal(keyring, "sms_inbound", "body_sealed", row, text),
            recipient=message.recipient,
            answerable=_answerable(message),
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["provider", "external_id"])
        .returning(SMS_INBOUND.c.id)
    ).scalar_one_or_none()
    return stored
