"""The tables of the people: who, their sessions, their recovery codes, and resets that two persons decide."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    Table,
)

from admin.roles import Role
from kernel.database import METADATA

_ROLES = ", ".join(f"'{role}'" for role in sorted(Role))

STAFF = Table(
    "staff",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("totp_sealed", LargeBinary, nullable=False),
    # The last step a code of which was taken: no code is taken twice.
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
    # The role that may least: who was added before there were roles gets a better one by command.
    Column("role", String(20), nullable=False, server_default="agent"),
    # Whose cases they see; null: nobody's for an agent, everybody's for an auditor (``Scope``).
    Column("administration", String(20)),
    Column("region", String(40)),
    # Argon2id with its parameters and salt (PHC string); null: no way into the console, only the command line.
    Column("password_hash", String(200)),
    Column("password_at", DateTime(timezone=True)),
    # Somebody else has seen it: it must be changed before anything else.
    Column("password_first", Boolean, nullable=False, server_default="false"),
    CheckConstraint(f"role IN ({_ROLES})", name="role"),
    CheckConstraint("(password_hash IS NULL) = (password_at IS NULL)", name="password_at"),
)

STAFF_SESSION = Table(
    "staff_session",
    METADATA,
    # SHA-256 of what the cookie holds: who reads this table can open no session.
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("serial", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("staff_id", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    # When a code of their app was last given; null after a log-in with a recovery code.
    Column("proven_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    # The browser and system in two words, so that people know their own sessions apart.
    Column("device", String(40), nullable=False),
)
Index("ix_staff_session_open", STAFF_SESSION.c.staff_id, postgresql_where=STAFF_SESSION.c.ended_at.is_(None))

STAFF_RECOVERY_CODE = Table(
    "staff_recovery_code",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("staff_id", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
)
Index("ix_staff_recovery_code_staff", STAFF_RECOVERY_CODE.c.staff_id)

STAFF_RESET = Table(
    "staff_reset",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("staff_id", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("asked_by", String(40), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", String(40)),
    Column("decided_at", DateTime(timezone=True)),
    Column("granted", Boolean),
    # Of the one-time code that the second person hands over; the new seed waits sealed until it is used.
    Column("code_hash", LargeBinary(32), unique=True),
    Column("totp_sealed", LargeBinary),
    Column("expires_at", DateTime(timezone=True)),
    Column("used_at", DateTime(timezone=True)),
    CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_persons"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at"),
)
Index(
    "uq_staff_reset_undecided",
    STAFF_RESET.c.staff_id,
    unique=True,
    postgresql_where=STAFF_RESET.c.decided_at.is_(None),
)
