"""A statement line in another currency is kept for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statement_line", sa.Column("foreign_amount", sa.String(length=40), nullable=True))
