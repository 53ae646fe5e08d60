"""Recipient: somebody whom a broadcast may reach, and who asked for silence. Not how they are found (cases/)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from kernel.crypto import Keyring
from sms.sealing import phone_index
from sms.tables import SMS_OPTOUT


class Recipient(NamedTuple):
    """``phone`` E.164, ``reference`` the 12 digits of the case by which it was found. Never logged."""

    phone: str
    language: str
    reference: str


def listening(
    connection: Connection, keyring: Keyring, page: Sequence[Recipient]
) -> list[tuple[str, Recipient]]:
    """(blind index, recipient) of those in ``page`` (some hundreds) who did not ask for silence."""
    indexed = {phone_index(keyring, one.phone): one for one in page}
    silent = set(
        connection.execute(
            select(SMS_OPTOUT.c.phone_index).where(SMS_OPTOUT.c.phone_index.in_(indexed))
        ).scalars()
    )
    return [(index, one) for index, one in indexed.items() if index not in silent]
