"""The table that all processes read a provider's health from, and move together."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, SmallInteger, String, Table

from kernel.database import METADATA

# ``weight`` and ``resting`` are points of 100; ``errors`` are those since ``window_at``. ``changed_at`` is the last
# shift: whoever moves the points compares it, so that a window's shift happens once however many notice.
SMS_PROVIDER_WEIGHT = Table(
    "sms_provider_weight",
    METADATA,
    Column("provider", String(20), primary_key=True),
    Column("weight", SmallInteger, nullable=False),
    Column("resting", SmallInteger, nullable=False),
    Column("errors", Integer, nullable=False, server_default="0"),
    Column("window_at", DateTime(timezone=True)),
    Column("paused_until", DateTime(timezone=True)),
    Column("changed_at", DateTime(timezone=True)),
    CheckConstraint("weight BETWEEN 0 AND 100", name="weight"),
    CheckConstraint("resting BETWEEN 0 AND 100", name="resting"),
)
