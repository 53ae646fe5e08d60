"""Numbers that asked for silence. Nothing leaves for them; a queued message fails as "opted_out"."""

import structlog
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from sms.sealing import phone_index
from sms.tables import SMS_OPTOUT

log = structlog.get_logger(__name__)


def remember(connection: Connection, keyring: Keyring, provider: str, phone: str) -> bool:
    """True the first time. ``phone`` is E.164."""
    return remember_index(connection, provider, phone_index(keyring, phone))


def remember_index(connection: Connection, provider: str, index: str) -> bool:
    """The same for a phone of which only the blind index is at hand."""
    stored = connection.execute(
        insert(SMS_OPTOUT)
        .values(phone_index=index, provider=provider, created_at=clock.now())
        .on_conflict_do_nothing()
        .returning(SMS_OPTOUT.c.provider)
    ).one_or_none()
    log.info("sms_optout", provider=provider, first=stored is not None)
    return stored is not None


def forget(connection: Connection, keyring: Keyring, phone: str) -> bool:
    """The phone wants messages again; True when it had asked for silence. ``phone`` is E.164."""
    index = phone_index(keyring, phone)
    removed = connection.execute(delete(SMS_OPTOUT).where(SMS_OPTOUT.c.phone_index == index)).rowcount == 1
    log.info("sms_optin", first=removed)
    return removed


def is_silent(connection: Connection, keyring: Keyring, phone: str) -> bool:
    """Whether the phone asked for silence. Answers to its own commands still leave (``sms/purposes.py``)."""
    index = phone_index(keyring, phone)
    found = connection.execute(
        select(SMS_OPTOUT.c.phone_index).where(SMS_OPTOUT.c.phone_index == index)
    ).one_or_none()
    return found is not None
