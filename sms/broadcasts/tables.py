"""The tables of broadcasts. Phones are sealed; the words are not: they are an office's own, the same for thousands."""

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from kernel.database import METADATA
from sms.broadcasts.states import BROADCAST, FED

_STATES = ", ".join(f"'{state}'" for state in sorted(BROADCAST.states))
_FINAL = ", ".join(f"'{state}'" for state in sorted(BROADCAST.final))

SMS_BROADCAST = Table(
    "sms_broadcast",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("service", Integer, nullable=False),
    # What the recipients were chosen by, beside the service; null: any.
    Column("case_state", String(20)),
    Column("language", String(8)),
    # {"templates": {language: words}, "titles": {language: the service's title}}
    Column("wording", JSONB, nullable=False),
    Column("state", String(10), nullable=False),
    Column("recipients", Integer, nullable=False, server_default="0"),
    Column("parts", BigInteger, nullable=False, server_default="0"),
    Column("cost_xof", BigInteger, nullable=False, server_default="0"),
    # The number of the last recipient that was fed: the feeder never looks behind it.
    Column("cursor", Integer, nullable=False, server_default="0"),
    Column("fed", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("prepared_by", String(40), nullable=False),
    Column("approved_by", String(40)),
    Column("stopped_by", String(40)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # All its recipients are written: a broadcast whose preparation was killed is never approved.
    Column("filled_at", DateTime(timezone=True)),
    Column("approved_at", DateTime(timezone=True)),
    Column("started_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    CheckConstraint(f"(ended_at IS NOT NULL) = (state IN ({_FINAL}))", name="ended_at"),
    CheckConstraint("filled_at IS NOT NULL OR approved_at IS NULL", name="filled_first"),
)
Index(
    "ix_sms_broadcast_fed",
    SMS_BROADCAST.c.approved_at,
    SMS_BROADCAST.c.id,
    postgresql_where=SMS_BROADCAST.c.state.in_(FED),
)

# ``state``: waiting, queued (``message_id`` is its message) or refused (its number or text could not be sent).
SMS_BROADCAST_RECIPIENT = Table(
    "sms_broadcast_recipient",
    METADATA,
    Column("broadcast_id", BigInteger, ForeignKey("sms_broadcast.id", ondelete="CASCADE"), primary_key=True),
    # From 1, in the order in which they are fed.
    Column("number", Integer, primary_key=True),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", String(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("reference", CHAR(12), nullable=False),
    Column("state", String(8), nullable=False, server_default="waiting"),
    Column("message_id", Uuid),
    CheckConstraint("state IN ('waiting', 'queued', 'refused')", name="state"),
    CheckConstraint("(message_id IS NOT NULL) = (state = 'queued')", name="message_id"),
    UniqueConstraint("broadcast_id", "phone_index"),
)
