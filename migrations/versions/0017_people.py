"""The people of the console: roles, passwords, sessions, recovery codes, resets; the queues they work."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_recovery_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_recovery_code_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_staff_recovery_code_code_hash")),
    )
    op.create_index("ix_staff_recovery_code_staff", "staff_recovery_code", ["staff_id"], unique=False)
    op.create_table(
        "staff_reset",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_staff_reset_decided_at")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_staff_reset_two_persons")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_reset_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_reset")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_staff_reset_code_hash")),
    )
    op.create_index(
        "uq_staff_reset_undecided",
        "staff_reset",
        ["staff_id"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "staff_session",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("serial", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("serial", name=op.f("uq_staff_session_serial")),
    )
    op.create_index(
        "ix_staff_session_open",
        "staff_session",
        ["staff_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_case_file_age", "case_file", ["state", "state_since", "id"], unique=False)
    op.create_index(
        "ix_case_file_queue", "case_file", ["administration", "state", "state_since", "id"], unique=False
    )
    op.add_column("staff", sa.Column("role", sa.String(length=20), server_default="agent", nullable=False))
    op.add_column("staff", sa.Column("administration", sa.String(length=20), nullable=True))
    op.add_column("staff", sa.Column("region", sa.String(length=40), nullable=True))
    op.add_column("staff", sa.Column("password_hash", sa.String(length=200), nullable=True))
    op.add_column("staff", sa.Column("password_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff", sa.Column("password_first", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(
        "role",
        "staff",
        "role IN ('accountant', 'administrator', 'agent', 'auditor', 'officer', 'regisseur', 'support')",
    )
    op.create_check_constraint("password_at", "staff", "(password_hash IS NULL) = (password_at IS NULL)")
