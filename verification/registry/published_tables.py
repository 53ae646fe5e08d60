"""What is published, and how far each key's list has grown. Copies are what readers hold: they are never altered."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from kernel.database import METADATA

# ``size`` places are drawn from; ``changes`` counts what a new list would say otherwise than the one before; no token
# is dated before ``watched_at``, when the newest register of issued seals was begun.
STATUS_RANGE = Table(
    "status_range",
    METADATA,
    Column("kid", LargeBinary(4), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("changes", BigInteger, nullable=False, server_default="0"),
    Column("watched_at", DateTime(timezone=True)),
    CheckConstraint("size > 0", name="size"),
)

TRUST_BUNDLE = Table(
    "trust_bundle",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# ``base`` is the list that a delta follows, 0 for lists and filters. ``changes``, ``documents``: what it was made from.
REGISTER_COPY = Table(
    "register_copy",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", String(6), nullable=False),
    Column("kid", LargeBinary(4), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("base", BigInteger, nullable=False, server_default="0"),
    Column("changes", BigInteger, nullable=False, server_default="0"),
    Column("documents", BigInteger, nullable=False, server_default="0"),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # Read backwards: the newest of a kind and key is the first entry.
    UniqueConstraint("kind", "kid", "number", "base"),
    CheckConstraint("kind IN ('list', 'filter', 'delta')", name="kind"),
)
Index("ix_register_copy_created", REGISTER_COPY.c.created_at)
