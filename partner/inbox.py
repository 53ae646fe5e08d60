"""Keeps a pushed event before it is answered, with the work it causes, in one transaction. Reads nothing."""

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from kernel import clock, outbox
from kernel.crypto import Keyring
from partner.cloudevents import CloudEvent
from partner.tables import PARTNER_EVENT


def store(connection: Connection, keyring: Keyring, administration: str, event: CloudEvent) -> bool:
    """Keep the event and publish "partner.status" (subject: its row id). False when it is here already."""
    row_id = connection.execute(
        insert(PARTNER_EVENT)
        .values(
            administration=administration,
            source=event.source,
            event_id=event.id,
            type=event.type,
            subject=event.subject,
            sent_at=event.time,
            received_at=clock.now(),
            raw_sealed=keyring.seal(event.raw, context(administration, event.source, event.id)),
            state="received",
        )
        .on_conflict_do_nothing()
        .returning(PARTNER_EVENT.c.id)
    ).scalar()
    if row_id is None:
        return False
    outbox.publish(connection, "partner.status", str(row_id))
    return True


def context(administration: str, source: str, event_id: str) -> str:
    """The sealing context: the row's own key, known before its number is."""
    return f"partner_event.raw:{administration}:{source}:{event_id}"
