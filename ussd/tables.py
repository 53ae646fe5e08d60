"""Tables of the channel: the ends of sessions, for statistics. Never a phone, an input or a screen's text."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from kernel.database import METADATA
from ussd.call import Status
from ussd.fields import WORD_MAX
from ussd.hop import HOP_MAX
from ussd.service_code import CODE_MAX

SESSION_HASH_LENGTH = 32  # kernel.crypto.Keyring.index

USSD_EVENT = Table(
    "ussd_event",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("dialect", String(WORD_MAX), nullable=False),
    Column("network", String(WORD_MAX), nullable=False),
    Column("service_code", String(CODE_MAX + 2), nullable=False),
    Column("session_hash", String(SESSION_HASH_LENGTH), nullable=False),
    Column("screen", String(HOP_MAX), nullable=False),
    Column("status", String(16), nullable=False),
    Column("duration_ms", Integer),
    Column("hops", Integer),
    Column("cost", String(24), nullable=False),
    CheckConstraint("status IN ({})".format(", ".join(f"'{status}'" for status in Status)), name="status"),
    UniqueConstraint("dialect", "session_hash"),
    # The drop map reads by time only.
    Index("ix_ussd_event_at", "at"),
)
