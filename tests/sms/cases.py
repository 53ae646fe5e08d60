"""What the tests of this room share: a queued message, its event, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import OUTBOX, Event
from sms import reports
from sms.africastalking import reports as wire_reports
from sms.contract import Provider, Via
from sms.outbox import TOPIC, queue
from sms.tables import SMS_MESSAGE
from tests.cast import AWA

PHONE = AWA
TEXT = "Dossier 26 00000001 12: Déposé."


def queued(
    database: Database,
    keyring: Keyring,
    *,
    phone: str = PHONE,
    purpose: str = "case.moved",
    expires_at: datetime | None = None,
    via: Via | None = None,
) -> str:
    """A message in the queue; its id."""
    with database.transaction() as connection:
        return queue(
            connection, keyring, phone=phone, text=TEXT, purpose=purpose, expires_at=expires_at, via=via
        )


def providers(*each: Provider) -> dict[str, Provider]:
    """As the wiring registers them."""
    return {provider.name: provider for provider in each}


def event(message_id: str) -> Event:
    """What the outbox hands to the delivery."""
    return Event(id=1, lane="sms", topic=TOPIC, subject=message_id, payload={}, tries=1)


def message(database: Database, message_id: str) -> Row[Any]:
    """The row as it stands."""
    with database.transaction() as connection:
        return connection.execute(select(SMS_MESSAGE).where(SMS_MESSAGE.c.id == UUID(message_id))).one()


def bells(database: Database, message_id: str) -> int:
    """Outbox rows that ring for the message."""
    with database.transaction() as connection:
        return len(connection.execute(select(OUTBOX.c.id).where(OUTBOX.c.subject == message_id)).all())


def report(database: Database, keyring: Keyring, provider_id: str, status: str, phone: str = PHONE) -> str:
    """Take a delivery report as Africa's Talking words it."""
    fields = {"id": provider_id, "status": status, "phoneNumber": phone, "networkCode": "61002"}
    with database.transaction() as connection:
        return reports.take(connection, keyring, wire_reports.report(fields))
