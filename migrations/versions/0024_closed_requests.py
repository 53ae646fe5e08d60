"""Invoices that were left open by requests which ended without their document: nothing is to be paid of them."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What a payer may be approving now is left: the operator's verdict comes first, and `guichet check` names the rest.
    op.execute(
        """
        UPDATE invoice i SET state = 'cancelled' FROM case_file c
        WHERE i.subject_kind = 'case' AND i.subject = CAST(c.id AS text) AND i.state = 'open'
          AND c.state IN ('rejetee', 'expiree', 'annulee', 'remboursee')
          AND NOT EXISTS (SELECT FROM payment_attempt a WHERE a.invoice_id = i.id
                          AND a.state IN ('created', 'claimed', 'pending', 'unknown'))
        """
    )
