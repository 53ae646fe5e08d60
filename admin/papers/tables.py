"""Alarms: a paper of one use that was presented again, until a person has looked into it."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, String, Table, Uuid

from kernel.database import METADATA

LONGEST_NAME = 60
LONGEST_FINDING = 200

DOCUMENT_ALARM = Table(
    "document_alarm",
    METADATA,
    # The presentation that raised it. No foreign key: checks are forgotten after three years, alarms are not.
    Column("check_id", Uuid(as_uuid=False), primary_key=True),
    Column("document_id", Uuid(as_uuid=False), ForeignKey("sealed_document.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("seen_by", String(LONGEST_NAME)),
    Column("seen_at", DateTime(timezone=True)),
    Column("finding", String(LONGEST_FINDING)),
    CheckConstraint(
        "(seen_by IS NULL) = (seen_at IS NULL) AND (seen_by IS NULL) = (finding IS NULL)", name="seen"
    ),
)
Index("ix_document_alarm_document", DOCUMENT_ALARM.c.document_id, DOCUMENT_ALARM.c.at)
# What waits for a person: as small as the work that is left.
Index(
    "ix_document_alarm_open",
    DOCUMENT_ALARM.c.at,
    DOCUMENT_ALARM.c.check_id,
    postgresql_where=DOCUMENT_ALARM.c.seen_by.is_(None),
)
