"""The tables of the ledger. Nothing in them is ever changed: a correction is a reversal, a new row.

No balance is kept in a row that postings update: on one operator's account that lock costs a factor of
twelve (pgledger 668/s against 8 331/s append-only, same machine). Balances are snapshots plus what followed.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Uuid,
)

from kernel.database import METADATA
from payments.ledger.line import LINES_MAX, LINES_MIN, LONGEST_CODE

LONGEST_KEY = 120  # "settlement:" and two UUIDs fit
LONGEST_REASON = 200

LEDGER_JOURNAL = Table(
    "ledger_journal",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("idem_key", String(LONGEST_KEY), nullable=False, unique=True),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    # How many entries belong to the row: none can be added later, since 1 to ``lines`` are taken.
    Column("lines", SmallInteger, nullable=False),
    # What the registers show. Copied, not joined: an accounting row stays readable by itself.
    Column("regie", String(LONGEST_CODE)),
    Column("exercice", SmallInteger),
    Column("rail", String(20)),
    Column("operator_ref", String(120)),
    Column("invoice_id", Uuid(as_uuid=False)),
    Column("receipt_id", String(40)),
    Column("reverses_id", BigInteger, ForeignKey("ledger_journal.id")),
    Column("reason", String(LONGEST_REASON)),
    CheckConstraint(f"lines BETWEEN {LINES_MIN} AND {LINES_MAX}", name="lines"),
)
# Partial: the many rows that reverse nothing cost no index entry, and one reversal at most stays true.
Index(
    "uq_ledger_journal_reverses_id",
    LEDGER_JOURNAL.c.reverses_id,
    unique=True,
    postgresql_where=LEDGER_JOURNAL.c.reverses_id.is_not(None),
)
Index("ix_ledger_journal_occurred_at", LEDGER_JOURNAL.c.occurred_at)
# The journal of a regie, page by page.
Index("ix_ledger_journal_regie", LEDGER_JOURNAL.c.regie, LEDGER_JOURNAL.c.occurred_at, LEDGER_JOURNAL.c.id)
Index(
    "ix_ledger_journal_invoice_id",
    LEDGER_JOURNAL.c.invoice_id,
    postgresql_where=LEDGER_JOURNAL.c.invoice_id.is_not(None),
)

LEDGER_ENTRY = Table(
    "ledger_entry",
    METADATA,
    # No foreign key: the trigger on this table checks more, once a statement instead of once a row.
    Column("journal_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line", SmallInteger, primary_key=True, autoincrement=False),
    Column("account", String(LONGEST_CODE), nullable=False),
    Column("amount_xof", BigInteger, nullable=False),
    Column("revenue_line", String(LONGEST_CODE)),
    Column("beneficiary", String(LONGEST_CODE)),
    CheckConstraint("amount_xof <> 0", name="amount_xof"),
    CheckConstraint(f"line BETWEEN 1 AND {LINES_MAX}", name="line"),
)

# The rows that wait for their seal, written with them. No index: it holds seconds of postings, read whole.
LEDGER_UNSEALED = Table(
    "ledger_unsealed", METADATA, Column("journal_id", BigInteger, nullable=False, autoincrement=False)
)

LEDGER_SEAL = Table(
    "ledger_seal",
    METADATA,
    # The place in the chain, given by the sealer under its lock: 1, 2, 3 ... without a gap.
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("journal_id", BigInteger, ForeignKey("ledger_journal.id"), nullable=False, unique=True),
    Column("sealed_at", DateTime(timezone=True), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    CheckConstraint("octet_length(hash) = 32", name="hash_length"),
)

# Balances of every account after the seal ``seq``: a cut in the chain, so that no late commit is missed.
LEDGER_SNAPSHOT = Table(
    "ledger_snapshot",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("account", String(LONGEST_CODE), primary_key=True),
    Column("balance_xof", BigInteger, nullable=False),
)
