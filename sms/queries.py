"""Messages as an operator lists them: phones masked, texts never."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from kernel.crypto import Keyring
from kernel.redaction import masked_phone
from sms.sealing import unseal
from sms.tables import SMS_MESSAGE

ROWS_MAX = 1000  # What a terminal or a page still shows.


class MessageView(NamedTuple):
    """One line of ``guichet list messages``."""

    id: str
    phone: str
    purpose: str
    state: str
    reason: str | None
    provider: str | None
    parts: int
    cost: str | None
    maybe_duplicate: bool
    created_at: datetime
    handed_at: datetime | None
    final_at: datetime | None


def list_messages(connection: Connection, keyring: Keyring, limit: int = 50) -> list[MessageView]:
    """The newest first, at most ROWS_MAX. ``phone`` is masked: "+223******01"."""
    newest = select(SMS_MESSAGE).order_by(SMS_MESSAGE.c.created_at.desc(), SMS_MESSAGE.c.id)
    rows = connection.execute(newest.limit(min(limit, ROWS_MAX)))
    return [
        MessageView(
            str(row.id),
            masked_phone(unseal(keyring, "sms_message", "phone_sealed", row.id, row.phone_sealed)),
            row.purpose,
            row.state,
            row.reason,
            row.provider,
            row.parts,
            row.cost_text,
            row.maybe_duplicate,
            row.created_at,
            row.handed_at,
            row.final_at,
        )
        for row in rows
    ]
