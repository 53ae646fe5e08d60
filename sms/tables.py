"""The tables of messages: what leaves, what comes in, what providers report. Texts and phones are sealed.

A phone is found by its blind index only; contexts of the seals are "<table>.<column>:<row id>".
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kernel.database import METADATA
from kernel.personal import is_empty
from sms.states import MESSAGE

_STATES = ", ".join(f"'{state}'" for state in sorted(MESSAGE.states))
_FINAL = ", ".join(f"'{state}'" for state in sorted(MESSAGE.final))

SMS_MESSAGE = Table(
    "sms_message",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", String(32), nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("dedupe_key", String(120), unique=True),
    Column("provider", String(20)),
    Column("provider_id", String(100)),
    Column("state", String(10), nullable=False),
    Column("parts", SmallInteger, nullable=False),
    Column("encoding", String(5), nullable=False),
    Column("cost_text", String(40)),
    # Hand-overs begun, this one included; committed before each call.
    Column("attempts", Integer, nullable=False, server_default="0"),
    # Sent again after an unknown outcome: the citizen may have it twice (fault row 3).
    Column("maybe_duplicate", Boolean, nullable=False, server_default="false"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("handed_at", DateTime(timezone=True)),
    Column("final_at", DateTime(timezone=True)),
    Column("reason", String(60)),
    # An answer leaves by the provider and from the number that it answers to, and by no other.
    Column("via_provider", String(20)),
    Column("via_sender", String(40)),
    # Held back until then: quiet hours, a budget that is used up.
    Column("not_before", DateTime(timezone=True)),
    # Times that the provider was asked what became of an unanswered hand-over.
    Column("lookups", SmallInteger, nullable=False, server_default="0"),
    # What we expect it to cost, all parts, in thousandths of a franc; null when no price is known.
    Column("price_milli", Integer),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    CheckConstraint(f"(final_at IS NOT NULL) = (state IN ({_FINAL}))", name="final_at"),
    UniqueConstraint("provider", "provider_id"),
)
Index("ix_sms_message_phone_index", SMS_MESSAGE.c.phone_index, SMS_MESSAGE.c.created_at)
# The check for stuck messages reads the open ones only; the index stays as small as the backlog.
Index(
    "ix_sms_message_open",
    SMS_MESSAGE.c.state,
    SMS_MESSAGE.c.handed_at,
    postgresql_where=SMS_MESSAGE.c.state.in_(("queued", "handed")),
)

# Those that wait for a report: few beside the history, and what the closing sweep and slow deliveries are read from.
Index(
    "ix_sms_message_reportable",
    SMS_MESSAGE.c.handed_at,
    postgresql_where=SMS_MESSAGE.c.state.in_(("sent", "unknown")),
)
Index("ix_sms_message_failed", SMS_MESSAGE.c.final_at, postgresql_where=SMS_MESSAGE.c.state == "failed")
# The deliveries of the last quarter of an hour, by which a provider is judged slow.
Index(
    "ix_sms_message_delivered",
    SMS_MESSAGE.c.handed_at,
    postgresql_where=SMS_MESSAGE.c.state == "delivered",
)
# What the sweep of old texts reads, the oldest first: only those that are still there.
Index(
    "ix_sms_message_texts",
    SMS_MESSAGE.c.final_at,
    postgresql_where=SMS_MESSAGE.c.final_at.is_not(None) & ~is_empty(SMS_MESSAGE.c.body_sealed),
)

# Every report as it came, those of messages that we do not know included. ``state`` is our word for it, null
# when the status is not in the provider's table; ``outcome``: applied, ignored, orphan or unrecognised. An orphan
# has a message when the provider carried our id back before the message was ready for the news.
SMS_REPORT = Table(
    "sms_report",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("provider", String(20), nullable=False),
    Column("provider_id", String(100), nullable=False),
    Column("status", String(40), nullable=False),
    Column("state", String(10)),
    Column("reason", String(60)),
    Column("phone_index", String(32)),
    Column("raw_sealed", LargeBinary, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("message_id", Uuid, ForeignKey("sms_message.id")),
    Column("received_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("provider", "provider_id", "status"),
)
Index(
    "ix_sms_report_orphan",
    SMS_REPORT.c.phone_index,
    SMS_REPORT.c.received_at,
    postgresql_where=SMS_REPORT.c.outcome == "orphan",
)
Index("ix_sms_report_texts", SMS_REPORT.c.received_at, postgresql_where=~is_empty(SMS_REPORT.c.raw_sealed))

# ``answerable`` is false for short codes, alphanumeric senders and blanks: an answer to a machine starts a loop.
SMS_INBOUND = Table(
    "sms_inbound",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("provider", String(20), nullable=False),
    Column("external_id", String(100), nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("phone_index", String(32), nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("recipient", String(40), nullable=False),
    Column("answerable", Boolean, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("provider", "external_id"),
)

Index("ix_sms_inbound_phone", SMS_INBOUND.c.phone_index, SMS_INBOUND.c.received_at)
Index(
    "ix_sms_inbound_texts", SMS_INBOUND.c.received_at, postgresql_where=~is_empty(SMS_INBOUND.c.body_sealed)
)

# Numbers that asked for silence.
SMS_OPTOUT = Table(
    "sms_optout",
    METADATA,
    Column("phone_index", String(32), primary_key=True),
    Column("provider", String(20), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
