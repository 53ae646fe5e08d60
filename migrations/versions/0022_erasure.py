"""What a person may have erased: the answers of a closed case, by two persons."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# A sentence may be erased or sealed anew; what happened, when and by whom may not change.
FROZEN = """
CREATE OR REPLACE FUNCTION case_event_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'note_sealed' = to_jsonb(OLD) - 'note_sealed'
       AND (OLD.note_sealed IS NOT NULL OR NEW.note_sealed IS NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'case_event is append-only';
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "person_erasure",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("phone_index", sa.CHAR(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (approved IS NULL)",
            name=op.f("ck_person_erasure_decided"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR lower(decided_by) <> lower(asked_by)",
            name=op.f("ck_person_erasure_two_persons"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR decided_at IS NOT NULL", name=op.f("ck_person_erasure_ended")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_erasure")),
    )
    op.create_index("ix_person_erasure_phone", "person_erasure", ["phone_index", "asked_at"], unique=False)
    op.create_index(
        "uq_person_erasure_open",
        "person_erasure",
        ["phone_index"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("case_file", sa.Column("answers_erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_case_file_answers",
        "case_file",
        ["administration", "state_since"],
        unique=False,
        postgresql_where=sa.text(
            "answers_erased_at IS NULL AND state IN ('retiree', 'rejetee', 'expiree', 'annulee', 'remboursee')"
        ),
    )
    op.execute(FROZEN)
