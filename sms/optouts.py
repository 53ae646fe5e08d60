"""Numbers that asked for silence. Nothing leaves for them; a queued message fails as "opted_out"."""

import structlog
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from sms.sealing import phone_index
from sms.tables import SMS_OPTOUT

log = structlog.get_logger(__name__)


def remember(connection: Connection, keyring: Keyring, provider: str, phone: str) -> bool:
    """True the first time. ``phone`` is E.164."""
    stored = connection.execute(
        insert(SMS_OPTOUT)
        .values(phone_index=phone_index(keyring, phone), provider=provider, created_at=clock.now())
        .on_conflict_do_nothing()
        .returning(SMS_OPTOUT.c.provider)
    ).one_or_none()
    log.info("sms_optout", provider=provider, first=stored is not None)
    return stored is not None
