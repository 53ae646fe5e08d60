"""Who asked that a person be erased, and who decided it. The phone is a blind index, here as in the trail."""

from sqlalchemy import CHAR, Boolean, CheckConstraint, Column, DateTime, Index, String, Table, Uuid

from kernel.database import METADATA

LONGEST_NAME = 60

PERSON_ERASURE = Table(
    "person_erasure",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    Column("phone_index", CHAR(32), nullable=False),
    Column("asked_by", String(LONGEST_NAME), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", String(LONGEST_NAME)),
    Column("decided_at", DateTime(timezone=True)),
    Column("approved", Boolean),
    # Everything was erased, or it was refused. Approved and not ended: it was killed half-way, and is run again.
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint("decided_by IS NULL OR lower(decided_by) <> lower(asked_by)", name="two_persons"),
    CheckConstraint(
        "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (approved IS NULL)",
        name="decided",
    ),
    CheckConstraint("ended_at IS NULL OR decided_at IS NOT NULL", name="ended"),
)
# One wish at a time for one person.
Index(
    "uq_person_erasure_open",
    PERSON_ERASURE.c.phone_index,
    unique=True,
    postgresql_where=PERSON_ERASURE.c.ended_at.is_(None),
)
Index("ix_person_erasure_phone", PERSON_ERASURE.c.phone_index, PERSON_ERASURE.c.asked_at)
