"""Statements as they were read, what each line turned out to be, and what people said of the differences."""

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
    UniqueConstraint,
    Uuid,
)

from kernel.database import METADATA

LONGEST_NAME = 60
LONGEST_WHY = 200

STATEMENT_FILE = Table(
    "statement_file",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    # The same bytes again are the same file: a second import is a no-op.
    Column("sha256", CHAR(64), nullable=False, unique=True),
    # The profile and the country whose clock it keeps: "moov:BJ".
    Column("book", String(24), nullable=False),
    Column("country", CHAR(2), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("opening_xof", BigInteger),
    Column("closing_xof", BigInteger),
    Column("moved_xof", BigInteger, nullable=False),
    # reading: a killed import is taken up where it stopped; done
    Column("state", String(10), nullable=False),
    Column("imported_by", String(LONGEST_NAME), nullable=False),
    Column("imported_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state IN ('reading', 'done')", name="state"),
)
Index("ix_statement_file_book", STATEMENT_FILE.c.book, STATEMENT_FILE.c.starts_at)

STATEMENT_LINE = Table(
    "statement_line",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("file_id", BigInteger, ForeignKey("statement_file.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("book", String(24), nullable=False),
    Column("rail", String(20), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("operator_id", String(100), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    Column("fee_xof", BigInteger, nullable=False),
    Column("payer_index", CHAR(32)),
    Column("payer_sealed", LargeBinary),
    Column("reference", String(100)),
    # "12.50 EUR" of a line that is not in francs; its francs are 0.
    Column("foreign_amount", String(40)),
    # What it turned out to be: payments.reconciliation.classes
    Column("class", String(12), nullable=False, key="class_"),
    Column("receipt_id", Uuid(as_uuid=False), ForeignKey("money_receipt.id")),
    Column("refund_id", Uuid(as_uuid=False), ForeignKey("refund.id")),
    Column("pair_id", BigInteger, ForeignKey("statement_line.id")),
    # None while the difference stands.
    Column("resolved_at", DateTime(timezone=True)),
    Column("resolved_by", String(LONGEST_NAME)),
    UniqueConstraint("file_id", "number"),
)
# The key of a line: one operator's movement stands once, however many files repeat it.
Index(
    "uq_statement_line_movement",
    STATEMENT_LINE.c.book,
    STATEMENT_LINE.c.kind,
    STATEMENT_LINE.c.operator_id,
    unique=True,
    postgresql_where=STATEMENT_LINE.c.class_.not_in(("duplicate", "known")),
)
Index(
    "ix_statement_line_open",
    STATEMENT_LINE.c.at,
    postgresql_where=STATEMENT_LINE.c.resolved_at.is_(None),
)
Index("ix_statement_line_receipt", STATEMENT_LINE.c.receipt_id)
Index("ix_statement_line_class", STATEMENT_LINE.c.file_id, STATEMENT_LINE.c.class_, STATEMENT_LINE.c.number)
Index(
    "ix_statement_line_unreceived",
    STATEMENT_LINE.c.operator_id,
    postgresql_where=STATEMENT_LINE.c.receipt_id.is_(None),
)

# A difference explained by one person and confirmed by another: a line, or a receipt that no line has.
DIFFERENCE = Table(
    "difference",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("line_id", BigInteger, ForeignKey("statement_line.id")),
    Column("receipt_id", Uuid(as_uuid=False), ForeignKey("money_receipt.id")),
    Column("why", String(LONGEST_WHY), nullable=False),
    Column("proposed_by", String(LONGEST_NAME), nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("state", String(10), nullable=False),
    Column("decided_by", String(LONGEST_NAME)),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("(line_id IS NULL) <> (receipt_id IS NULL)", name="subject"),
    CheckConstraint("state IN ('proposed', 'confirmed', 'refused')", name="state"),
    CheckConstraint("lower(decided_by) <> lower(proposed_by)", name="two_persons"),
    CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="decided"),
)
for _column in (DIFFERENCE.c.line_id, DIFFERENCE.c.receipt_id):
    Index(
        f"uq_difference_{_column.name}",
        _column,
        unique=True,
        postgresql_where=DIFFERENCE.c.state != "refused",
    )
