"""Cases have a region, notes of staff, and the screens their citizens saw."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

RULE_1 = """
CREATE OR REPLACE FUNCTION case_note_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'body_sealed' = to_jsonb(OLD) - 'body_sealed' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'case_note is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER case_note_rows BEFORE UPDATE OR DELETE ON case_note
    FOR EACH ROW EXECUTE FUNCTION case_note_kept();
CREATE TRIGGER case_note_whole BEFORE TRUNCATE ON case_note
    FOR EACH STATEMENT EXECUTE FUNCTION case_note_kept();
"""


def upgrade() -> None:
    op.create_table(
        "shown_screen",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phone_index", sa.CHAR(length=32), nullable=False),
        sa.Column("session", sa.CHAR(length=32), nullable=False),
        sa.Column("step", sa.CHAR(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_screen")),
        sa.UniqueConstraint("step", name=op.f("uq_shown_screen_step")),
    )
    op.create_index("ix_shown_screen_at", "shown_screen", ["at"], unique=False)
    op.create_index("ix_shown_screen_phone", "shown_screen", ["phone_index", "at"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index("ix_case_note_case", "case_note", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_case_event_decided",
        "case_event",
        ["at"],
        unique=False,
        postgresql_where=sa.text("kind = 'moved' AND to_state IN ('disponible', 'rejetee')"),
    )
    op.add_column("case_file", sa.Column("region", sa.String(length=40), nullable=True))
    op.create_index(
        "ix_case_file_heard_of",
        "case_file",
        ["administration", "checked_at"],
        unique=False,
        postgresql_where=sa.text("checked_at IS NOT NULL"),
    )
    op.create_index("ix_case_file_late", "case_file", ["service", "state", "opened_at", "id"], unique=False)
    op.create_index(
        "ix_case_file_region",
        "case_file",
        ["administration", "region", "state", "state_since", "id"],
        unique=False,
    )
    op.create_index(
        "ix_case_file_service", "case_file", ["service", "state", "state_since", "id"], unique=False
    )
    op.execute(RULE_1)
