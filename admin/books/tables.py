"""Statements that were dropped on the page and wait for a worker, and how far it has got.

The file itself is sealed (it holds phones) and goes as soon as it is read or refused.
"""

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from kernel.database import METADATA

STATEMENT_UPLOAD = Table(
    "statement_upload",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("sha256", CHAR(64), nullable=False),
    Column("rail", String(20), nullable=False),
    Column("country", CHAR(2), nullable=False),
    Column("profile", String(20)),
    Column("uploaded_by", String(60), nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("state", String(10), nullable=False),
    # Which step of the work, how much of it is done, and of how much: bytes or lines.
    Column("step", String(10), nullable=False, server_default=""),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    # The worker's last sign of life.
    Column("told_at", DateTime(timezone=True), nullable=False),
    # Of a refused one: a key of payments.reconciliation.refused.WORDS and the line in the file.
    Column("reason", String(20)),
    Column("line", Integer),
    Column("file_id", BigInteger, ForeignKey("statement_file.id")),
    # zlib, then sealed.
    Column("body_sealed", LargeBinary),
    CheckConstraint("state IN ('waiting', 'working', 'done', 'refused')", name="state"),
    CheckConstraint("(state IN ('waiting', 'working')) = (body_sealed IS NOT NULL)", name="body"),
    CheckConstraint("(state = 'done') = (file_id IS NOT NULL)", name="file"),
)
# The same file dropped twice while it waits is one piece of work.
Index(
    "uq_statement_upload_live",
    STATEMENT_UPLOAD.c.sha256,
    unique=True,
    postgresql_where=STATEMENT_UPLOAD.c.body_sealed.is_not(None),
)
