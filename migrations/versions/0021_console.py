"""Statements sent by a browser, the sums of the overview, and what is stuck."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overview_day",
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("summed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("country", "day", name=op.f("pk_overview_day")),
    )
    op.create_table(
        "overview_figure",
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("office", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=99), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint(
            "measure", "day", "office", "item", "bucket", "country", name=op.f("pk_overview_figure")
        ),
    )
    op.create_table(
        "statement_upload",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("sha256", sa.CHAR(length=64), nullable=False),
        sa.Column("rail", sa.String(length=20), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=True),
        sa.Column("uploaded_by", sa.String(length=60), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=10), server_default="", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(state = 'done') = (file_id IS NOT NULL)", name=op.f("ck_statement_upload_file")),
        sa.CheckConstraint(
            "(state IN ('waiting', 'working')) = (body_sealed IS NOT NULL)",
            name=op.f("ck_statement_upload_body"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'working', 'done', 'refused')", name=op.f("ck_statement_upload_state")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["statement_file.id"], name=op.f("fk_statement_upload_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_upload")),
    )
    op.create_index(
        "uq_statement_upload_live",
        "statement_upload",
        ["sha256"],
        unique=True,
        postgresql_where=sa.text("body_sealed IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_parked",
        "outbox",
        ["lane", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NOT NULL"),
    )
    op.create_index("ix_sms_inbound_phone", "sms_inbound", ["phone_index", "received_at"], unique=False)
    op.create_index(
        "ix_sms_message_failed",
        "sms_message",
        ["final_at"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
    )
