"""Ends of USSD sessions, for the drop map."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ussd_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dialect", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("service_code", sa.String(length=34), nullable=False),
        sa.Column("session_hash", sa.String(length=32), nullable=False),
        sa.Column("screen", sa.String(length=99), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("hops", sa.Integer(), nullable=True),
        sa.Column("cost", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "status IN ('Success', 'Incomplete', 'Failed', 'Unrecognised')", name=op.f("ck_ussd_event_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ussd_event")),
        sa.UniqueConstraint("dialect", "session_hash", name=op.f("uq_ussd_event_dialect_session_hash")),
    )
    op.create_index("ix_ussd_event_at", "ussd_event", ["at"], unique=False)
