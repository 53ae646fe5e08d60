"""Broadcasts to the holders of a kind of case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_broadcast",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("case_state", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("wording", postgresql.JSONB(astext_type=Text()), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("recipients", sa.Integer(), server_default="0", nullable=False),
        sa.Column("parts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cost_xof", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cursor", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("prepared_by", sa.String(length=40), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("stopped_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state IN ('done', 'stopped'))", name=op.f("ck_sms_broadcast_ended_at")
        ),
        sa.CheckConstraint(
            "state IN ('approved', 'done', 'draft', 'running', 'stopped')",
            name=op.f("ck_sms_broadcast_state"),
        ),
        sa.CheckConstraint(
            "filled_at IS NOT NULL OR approved_at IS NULL", name=op.f("ck_sms_broadcast_filled_first")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_broadcast")),
    )
    op.create_index(
        "ix_sms_broadcast_fed",
        "sms_broadcast",
        ["approved_at", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('approved', 'running')"),
    )
    op.create_table(
        "sms_broadcast_recipient",
        sa.Column("broadcast_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("reference", sa.CHAR(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="waiting", nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(message_id IS NOT NULL) = (state = 'queued')",
            name=op.f("ck_sms_broadcast_recipient_message_id"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'queued', 'refused')", name=op.f("ck_sms_broadcast_recipient_state")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["sms_broadcast.id"],
            name=op.f("fk_sms_broadcast_recipient_broadcast_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "number", name=op.f("pk_sms_broadcast_recipient")),
        sa.UniqueConstraint(
            "broadcast_id", "phone_index", name=op.f("uq_sms_broadcast_recipient_broadcast_id_phone_index")
        ),
    )
    op.create_index(
        "ix_case_file_holders",
        "case_file",
        ["service", "phone_index", sa.text("opened_at DESC")],
        unique=False,
    )
