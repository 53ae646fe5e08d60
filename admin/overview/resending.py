"""A message that failed for good, queued anew: the same words to the same phone, once, while it is worth something.

The failed one stays as it is, since a final state never goes back; what is queued obeys STOP, night and budget anew.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from kernel.crypto import Keyring
from sms.contract import Via
from sms.outbox import queue
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE


def resend(connection: Connection, keyring: Keyring, message_id: str, at: datetime) -> bool:
    """False when it did not fail, is worth nothing any more, has lost its text or was sent again before."""
    key = f"again:{message_id}"
    message = SMS_MESSAGE.c
    row = connection.execute(
        select(SMS_MESSAGE).where(message.id == UUID(message_id), message.state == "failed").with_for_update()
    ).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= at):
        return False
    if connection.execute(select(message.id).where(message.dedupe_key == key)).scalar() is not None:
        return False
    text = unseal(keyring, "sms_message", "body_sealed", row.id, row.body_sealed)
    if not text:
        return False
    queue(
        connection,
        keyring,
        phone=unseal(keyring, "sms_message", "phone_sealed", row.id, row.phone_sealed),
        text=text,
        purpose=row.purpose,
        dedupe_key=key,
        expires_at=row.expires_at,
        via=Via(row.via_provider, row.via_sender) if row.via_provider else None,
    )
    return True
