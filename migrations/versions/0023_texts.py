"""The texts of SMS that are still there, oldest first: what the sweep of old texts reads."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_sms_inbound_texts",
        "sms_inbound",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text(
            "octet_length(body_sealed) > 29 + get_byte(body_sealed || '\\x00'::bytea, 0)"
        ),
    )
    op.create_index(
        "ix_sms_message_texts",
        "sms_message",
        ["final_at"],
        unique=False,
        postgresql_where=sa.text(
            "final_at IS NOT NULL AND octet_length(body_sealed) > 29 + get_byte(body_sealed || '\\x00'::bytea, 0)"
        ),
    )
    op.create_index(
        "ix_sms_report_texts",
        "sms_report",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("octet_length(raw_sealed) > 29 + get_byte(raw_sealed || '\\x00'::bytea, 0)"),
    )
