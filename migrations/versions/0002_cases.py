"""The citizens' cases and their events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RULE_1 = """
CREATE OR REPLACE FUNCTION case_event_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'case_event is append-only'; END $$
"""
RULE_2 = """
CREATE TRIGGER case_event_rows BEFORE UPDATE OR DELETE ON case_event
FOR EACH ROW EXECUTE FUNCTION case_event_frozen()
"""
RULE_3 = """
CREATE TRIGGER case_event_whole BEFORE TRUNCATE ON case_event
FOR EACH STATEMENT EXECUTE FUNCTION case_event_frozen()
"""


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reference", sa.CHAR(length=12), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("administration", sa.String(length=20), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("poll_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("network", sa.String(length=16), nullable=False),
        sa.Column("phone_index", sa.CHAR(length=32), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wrong_codes_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("fee_xof", sa.Integer(), nullable=True),
        sa.Column("submission", sa.String(length=10), nullable=False),
        sa.Column("submission_since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_file_reference")),
    )
    op.create_index(
        "ix_case_file_phone", "case_file", ["phone_index", sa.literal_column("opened_at DESC")], unique=False
    )
    op.create_index(
        "ix_case_file_poll",
        "case_file",
        ["poll_due_at"],
        unique=False,
        postgresql_where=sa.text("poll_due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_case_file_state", "case_file", ["state", sa.literal_column("opened_at DESC")], unique=False
    )
    op.create_index(
        "ix_case_file_unfiled",
        "case_file",
        ["submission", "submission_since"],
        unique=False,
        postgresql_where=sa.text("submission != 'sent'"),
    )
    op.create_table(
        "case_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("told", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("external_event_id", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint(
            "source", "external_event_id", name=op.f("uq_case_event_source_external_event_id")
        ),
    )
    op.create_index("ix_case_event_case", "case_event", ["case_id", "id"], unique=False)
    op.execute(RULE_1)
    op.execute(RULE_2)
    op.execute(RULE_3)
