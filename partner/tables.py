"""What administrations pushed to us, as it came: stored before it is answered, whatever becomes of it."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from kernel.database import METADATA

PARTNER_EVENT = Table(
    "partner_event",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    # Whose token it came with; the source is what the sender writes and two senders may write the same.
    Column("administration", String(20), nullable=False),
    Column("source", String(200), nullable=False),
    Column("event_id", String(128), nullable=False),
    Column("type", String(120), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("raw_sealed", LargeBinary, nullable=False),
    # received -> applied | ignored | orphan (no such case of this administration) | unreadable
    Column("state", String(12), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    UniqueConstraint("administration", "source", "event_id"),
)
Index("ix_partner_event_subject", PARTNER_EVENT.c.subject, PARTNER_EVENT.c.id)
