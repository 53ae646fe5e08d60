"""What staff read of money, page by page."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_invoice_open",
        "invoice",
        ["country", "opened_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_ledger_journal_regie", "ledger_journal", ["regie", "occurred_at", "id"], unique=False)
    op.create_index(
        "ix_money_receipt_payer",
        "money_receipt",
        ["payer_index", "received_at"],
        unique=False,
        postgresql_where=sa.text("payer_index IS NOT NULL"),
    )
    op.create_index(
        "ix_money_receipt_waiting",
        "money_receipt",
        ["received_at", "id"],
        unique=False,
        postgresql_where=sa.text("disposition = 'suspense'"),
    )
    op.create_index("ix_payment_attempt_created", "payment_attempt", ["created_at", "id"], unique=False)
    op.create_index("ix_payment_callback_received", "payment_callback", ["rail", "received_at"], unique=False)
    op.create_index("ix_quittance_invoice", "quittance", ["invoice_id"], unique=False)
    op.create_index("ix_refund_asked", "refund", ["asked_at", "id"], unique=False)
    op.create_index("ix_statement_line_class", "statement_line", ["file_id", "class", "number"], unique=False)
    op.create_index(
        "ix_statement_line_unreceived",
        "statement_line",
        ["operator_id"],
        unique=False,
        postgresql_where=sa.text("receipt_id IS NULL"),
    )
    op.create_index("ix_suspense_match_receipt", "suspense_match", ["receipt_id"], unique=False)
