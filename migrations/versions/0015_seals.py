"""Sealed documents: the papers, their story, the registers that readers fetch, the checks."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RULE_1 = """
CREATE OR REPLACE FUNCTION registry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept for ever: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER sealed_document_kept BEFORE DELETE OR TRUNCATE ON sealed_document
    FOR EACH STATEMENT EXECUTE FUNCTION registry_kept();
"""
RULE_2 = """
CREATE OR REPLACE FUNCTION sealed_document_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] :=
    '{token_sealed,print_sealed,pdf_sealed,holder_sealed,holder_index,state,replaced_by}';
BEGIN
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free
       OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
           ('valid', 'suspended'), ('valid', 'revoked'), ('valid', 'replaced'),
           ('suspended', 'valid'), ('suspended', 'revoked'), ('suspended', 'replaced')))
       OR (OLD.replaced_by IS NOT NULL AND NEW.replaced_by IS DISTINCT FROM OLD.replaced_by) THEN
        RAISE EXCEPTION 'a sealed document does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sealed_document_frozen BEFORE UPDATE ON sealed_document
    FOR EACH ROW EXECUTE FUNCTION sealed_document_frozen();
"""
RULE_3 = """
CREATE TRIGGER document_proposal_kept BEFORE DELETE OR TRUNCATE ON document_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION registry_kept();
"""
RULE_4 = """
CREATE TRIGGER document_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON document_event
    FOR EACH STATEMENT EXECUTE FUNCTION registry_kept();
"""


def upgrade() -> None:
    op.create_table(
        "document_check",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number_index", sa.CHAR(length=32), nullable=True),
        sa.Column("kid", sa.LargeBinary(length=32), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=True),
        sa.Column("checker_index", sa.CHAR(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('web', 'ussd', 'sms', 'api', 'photo')", name=op.f("ck_document_check_channel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_check")),
    )
    op.create_index("ix_document_check_at", "document_check", ["at"], unique=False)
    op.create_index(
        "uq_document_check_presented",
        "document_check",
        ["number_index", "at", "checker_index"],
        unique=True,
        postgresql_where=sa.text("purpose = 'presentation'"),
    )
    op.create_table(
        "document_tries",
        sa.Column("key", sa.CHAR(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_document_tries")),
    )
    op.create_index("ix_document_tries_since", "document_tries", ["since"], unique=False)
    op.create_table(
        "register_copy",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("kid", sa.LargeBinary(length=4), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("documents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('list', 'filter', 'delta')", name=op.f("ck_register_copy_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_copy")),
        sa.UniqueConstraint(
            "kind", "kid", "number", "base", name=op.f("uq_register_copy_kind_kid_number_base")
        ),
    )
    op.create_index("ix_register_copy_created", "register_copy", ["created_at"], unique=False)
    op.create_table(
        "sealed_document",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.CHAR(length=12), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("copy_kind", sa.SmallInteger(), nullable=False),
        sa.Column("kid", sa.LargeBinary(length=4), nullable=False),
        sa.Column("status_index", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="valid", nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("print_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("service", sa.SmallInteger(), nullable=True),
        sa.Column("issuer", sa.String(length=60), nullable=False),
        sa.Column("holder_index", sa.CHAR(length=32), nullable=True),
        sa.Column("holder_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("one_use", sa.Boolean(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.CHAR(length=12), nullable=True),
        sa.Column("replaces", sa.CHAR(length=12), nullable=True),
        sa.CheckConstraint(
            "replaced_by IS NULL OR state = 'replaced'", name=op.f("ck_sealed_document_replaced_by")
        ),
        sa.CheckConstraint(
            "state IN ('replaced', 'revoked', 'suspended', 'valid')", name=op.f("ck_sealed_document_state")
        ),
        sa.CheckConstraint(
            "(holder_index IS NULL) = (holder_sealed IS NULL)", name=op.f("ck_sealed_document_holder")
        ),
        sa.CheckConstraint("octet_length(kid) = 4", name=op.f("ck_sealed_document_kid")),
        sa.CheckConstraint("status_index >= 0", name=op.f("ck_sealed_document_status_index")),
        sa.ForeignKeyConstraint(
            ["replaces"], ["sealed_document.number"], name=op.f("fk_sealed_document_replaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_document")),
        sa.UniqueConstraint("cause", name=op.f("uq_sealed_document_cause")),
        sa.UniqueConstraint("kid", "status_index", name=op.f("uq_sealed_document_kid_status_index")),
        sa.UniqueConstraint("number", name=op.f("uq_sealed_document_number")),
        sa.UniqueConstraint("replaces", name=op.f("uq_sealed_document_replaces")),
    )
    op.create_index(
        "ix_sealed_document_holder", "sealed_document", ["holder_index", "issued_at"], unique=False
    )
    op.create_index("ix_sealed_document_issued_at", "sealed_document", ["issued_at"], unique=False)
    op.create_index(
        "ix_sealed_document_not_valid",
        "sealed_document",
        ["kid", "status_index"],
        unique=False,
        postgresql_where=sa.text("state != 'valid'"),
    )
    op.create_index("ix_sealed_document_subject", "sealed_document", ["subject"], unique=False)
    op.create_table(
        "status_range",
        sa.Column("kid", sa.LargeBinary(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("changes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("watched_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_status_range_size")),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_status_range")),
    )
    op.create_table(
        "trust_bundle",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trust_bundle")),
    )
    op.create_table(
        "document_proposal",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("document_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "act IN ('replace', 'restore', 'revoke', 'suspend')", name=op.f("ck_document_proposal_act")
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (approved IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_document_proposal_decided"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR lower(decided_by) <> lower(proposed_by)",
            name=op.f("ck_document_proposal_two_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["sealed_document.id"], name=op.f("fk_document_proposal_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_proposal")),
    )
    op.create_index("ix_document_proposal_document", "document_proposal", ["document_id"], unique=False)
    op.create_index(
        "uq_document_proposal_open",
        "document_proposal",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "refusal_proof",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("document_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("proof_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["sealed_document.id"], name=op.f("fk_refusal_proof_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal_proof")),
    )
    op.create_index("ix_refusal_proof_document", "refusal_proof", ["document_id", "at"], unique=False)
    op.create_table(
        "document_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("document_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=70), nullable=False),
        sa.Column("proposal_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("evidence", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "act = 'issue' OR (proposal_id IS NULL) <> (evidence IS NULL)",
            name=op.f("ck_document_event_because"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["sealed_document.id"], name=op.f("fk_document_event_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["document_proposal.id"], name=op.f("fk_document_event_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_event")),
    )
    op.create_index("ix_document_event_document", "document_event", ["document_id", "id"], unique=False)
    op.execute(RULE_1)
    op.execute(RULE_2)
    op.execute(RULE_3)
    op.execute(RULE_4)
