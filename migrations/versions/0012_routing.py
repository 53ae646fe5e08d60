"""Messages choose their provider, within budgets and hours."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_provider_weight",
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("resting", sa.SmallInteger(), nullable=False),
        sa.Column("errors", sa.Integer(), server_default="0", nullable=False),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("resting BETWEEN 0 AND 100", name=op.f("ck_sms_provider_weight_resting")),
        sa.CheckConstraint("weight BETWEEN 0 AND 100", name=op.f("ck_sms_provider_weight_weight")),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_sms_provider_weight")),
    )
    op.create_table(
        "sms_spending",
        sa.Column("scope", sa.String(length=6), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("milli", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("scope IN ('phone', 'prefix', 'total')", name=op.f("ck_sms_spending_scope")),
        sa.PrimaryKeyConstraint("scope", "key", "day", name=op.f("pk_sms_spending")),
    )
    op.add_column("sms_message", sa.Column("via_provider", sa.String(length=20), nullable=True))
    op.add_column("sms_message", sa.Column("via_sender", sa.String(length=40), nullable=True))
    op.add_column("sms_message", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sms_message", sa.Column("lookups", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("sms_message", sa.Column("price_milli", sa.Integer(), nullable=True))
    op.create_index(
        "ix_sms_message_delivered",
        "sms_message",
        ["handed_at"],
        unique=False,
        postgresql_where=sa.text("state = 'delivered'"),
    )
    op.create_index(
        "ix_sms_message_reportable",
        "sms_message",
        ["handed_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('sent', 'unknown')"),
    )
