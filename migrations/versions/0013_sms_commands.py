"""What citizens write: the open question of each phone, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_answer",
        sa.Column("inbound_id", sa.Uuid(), nullable=False),
        sa.Column("phone_index", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_sms_answer")),
    )
    op.create_index("ix_sms_answer_at", "sms_answer", ["at"], unique=False)
    op.create_index("ix_sms_answer_phone_index", "sms_answer", ["phone_index", "at"], unique=False)
    op.create_table(
        "sms_dialogue",
        sa.Column("phone_index", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("part_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("part_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("part_of", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone_index", name=op.f("pk_sms_dialogue")),
    )
    op.create_index("ix_sms_dialogue_updated_at", "sms_dialogue", ["updated_at"], unique=False)
