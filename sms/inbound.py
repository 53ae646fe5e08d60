"""Messages from citizens: kept once, then given to whoever understands them. Not the commands themselves."""

from collections.abc import Callable
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from sms.contract import Inbound
from sms.sealing import phone_index, seal
from sms.tables import SMS_INBOUND

# Six parts are 918 septets; no command needs more, and a 5 kB text is a mistake or an attack.
TEXT_MAX = 1000

OnInbound = Callable[[Connection, str, str, str], None]  # connection, phone (E.164), text, message id

log = structlog.get_logger(__name__)


def ignore(_connection: Connection, _phone: str, _text: str, _message_id: str) -> None:
    """The message stays in the table and nobody answers."""


def receive(connection: Connection, keyring: Keyring, message: Inbound, on_inbound: OnInbound) -> bool:
    """Store and hand on in one transaction; False when it was received before (they post again for hours).

    A sender that is no phone is stored and never answered: it is a machine, and two machines make a loop.
    """
    text = message.text[:TEXT_MAX]
    message_id = _store(connection, keyring, message, text)
    if message_id is None:
        return False
    answerable = message.phone is not None
    log.info("sms_received", provider=message.provider, inbound_id=str(message_id), answerable=answerable)
    if message.phone is not None:
        on_inbound(connection, message.phone, text, str(message_id))
    return True


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
            answerable=message.phone is not None,
            received_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["provider", "external_id"])
        .returning(SMS_INBOUND.c.id)
    ).scalar_one_or_none()
    return stored
