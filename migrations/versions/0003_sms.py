"""Messages in and out, their reports, opt-outs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_inbound",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("answerable", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_inbound")),
        sa.UniqueConstraint("provider", "external_id", name=op.f("uq_sms_inbound_provider_external_id")),
    )
    op.create_table(
        "sms_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=True),
        sa.Column("provider", sa.String(length=20), nullable=True),
        sa.Column("provider_id", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("parts", sa.SmallInteger(), nullable=False),
        sa.Column("encoding", sa.String(length=5), nullable=False),
        sa.Column("cost_text", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("maybe_duplicate", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "(final_at IS NOT NULL) = (state IN ('delivered', 'expired', 'failed'))",
            name=op.f("ck_sms_message_final_at"),
        ),
        sa.CheckConstraint(
            "state IN ('delivered', 'expired', 'failed', 'handed', 'queued', 'sent', 'unknown')",
            name=op.f("ck_sms_message_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_sms_message_dedupe_key")),
        sa.UniqueConstraint("provider", "provider_id", name=op.f("uq_sms_message_provider_provider_id")),
    )
    op.create_index(
        "ix_sms_message_open",
        "sms_message",
        ["state", "handed_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'handed')"),
    )
    op.create_index("ix_sms_message_phone_index", "sms_message", ["phone_index", "created_at"], unique=False)
    op.create_table(
        "sms_optout",
        sa.Column("phone_index", sa.String(length=32), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone_index", name=op.f("pk_sms_optout")),
    )
    op.create_table(
        "sms_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("phone_index", sa.String(length=32), nullable=True),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["sms_message.id"], name=op.f("fk_sms_report_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_report")),
        sa.UniqueConstraint(
            "provider", "provider_id", "status", name=op.f("uq_sms_report_provider_provider_id_status")
        ),
    )
    op.create_index(
        "ix_sms_report_orphan",
        "sms_report",
        ["phone_index", "received_at"],
        unique=False,
        postgresql_where=sa.text("outcome = 'orphan'"),
    )
