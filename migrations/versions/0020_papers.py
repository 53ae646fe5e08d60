"""Alarms about sealed documents, and the lists that staff read of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_alarm",
        sa.Column("check_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("document_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.String(length=60), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(seen_by IS NULL) = (seen_at IS NULL) AND (seen_by IS NULL) = (finding IS NULL)",
            name=op.f("ck_document_alarm_seen"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["sealed_document.id"], name=op.f("fk_document_alarm_document_id")
        ),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_document_alarm")),
    )
    op.create_index("ix_document_alarm_document", "document_alarm", ["document_id", "at"], unique=False)
    op.create_index(
        "ix_document_alarm_open",
        "document_alarm",
        ["at", "check_id"],
        unique=False,
        postgresql_where=sa.text("seen_by IS NULL"),
    )
    op.drop_index(op.f("ix_document_check_at"), table_name="document_check")
    op.create_index("ix_document_check_at", "document_check", ["at", "id"], unique=False)
    op.create_index("ix_document_check_kid", "document_check", ["kid", "at", "id"], unique=False)
    op.create_index("ix_document_check_number", "document_check", ["number_index", "at"], unique=False)
    op.drop_index(op.f("ix_sealed_document_issued_at"), table_name="sealed_document")
    op.create_index("ix_sealed_document_issued", "sealed_document", ["issued_at", "number"], unique=False)
    op.create_index(
        "ix_sealed_document_issuer",
        "sealed_document",
        ["issuer", "issued_at", "number"],
        unique=False,
        postgresql_where=sa.text("service IS NULL"),
    )
    op.create_index(
        "ix_sealed_document_kind", "sealed_document", ["kind", "issued_at", "number"], unique=False
    )
    op.create_index(
        "ix_sealed_document_service", "sealed_document", ["service", "issued_at", "number"], unique=False
    )
    op.create_index(
        "ix_sealed_document_state",
        "sealed_document",
        ["state", "issued_at", "number"],
        unique=False,
        postgresql_where=sa.text("state != 'valid'"),
    )
