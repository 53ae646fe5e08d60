"""An entry finds its journal row by its key: a scan of the whole journal went with each settlement before."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RULE = """
CREATE OR REPLACE FUNCTION ledger_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added WHERE added.line > coalesce(
                   (SELECT lines FROM ledger_journal WHERE id = added.journal_id), 0)) THEN
        RAISE EXCEPTION 'an entry belongs to no journal row' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    op.execute(RULE)
