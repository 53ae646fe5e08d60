"""Closed days, and what came too late for one. A posting dated inside a closed day goes to the next open one.

PostgreSQL does that itself, whoever posts: the day is cut on the clock of the regie's country.
"""

from sqlalchemy import (
    CHAR,
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB

from kernel.database import METADATA
from payments.ledger.tables import LEDGER_JOURNAL, LONGEST_KEY

LONGEST_REGIE = 60
# Second key of the advisory lock (the first is the regie's hash): the bytes "DAYS".
CLOSING_LOCK = 0x44415953

DAY_CLOSING = Table(
    "day_closing",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("regie", String(LONGEST_REGIE), nullable=False),
    Column("day", Date, nullable=False),
    Column("zone", String(40), nullable=False),
    Column("exercice", SmallInteger, nullable=False),
    # The slip's number: no gap within a regie and exercice.
    Column("number", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("collected_xof", BigInteger, nullable=False),
    Column("previous", CHAR(64), nullable=False),
    Column("hash", CHAR(64), nullable=False),
    Column("slip", JSONB, nullable=False),
    Column("closed_by", String(60), nullable=False),
    Column("closed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("regie", "day"),
    UniqueConstraint("regie", "exercice", "number"),
    CheckConstraint("number >= 1 AND rows >= 0", name="number"),
)

# When it really happened, of what the books show a day later.
LEDGER_CARRIED = Table(
    "ledger_carried",
    METADATA,
    Column("idem_key", String(LONGEST_KEY), primary_key=True),
    Column("regie", String(LONGEST_REGIE), nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("carried_to", DateTime(timezone=True), nullable=False),
)
Index("ix_ledger_carried_to", LEDGER_CARRIED.c.regie, LEDGER_CARRIED.c.carried_to)

_FROZEN = """
CREATE OR REPLACE FUNCTION day_closing_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION day_closing_frozen();
"""
# Whoever posts shares the lock until his commit, so that a closing (which holds it alone) sees every row of
# the day. ON CONFLICT fires this before it refuses a key that is taken: such a row is not noted as carried.
_CARRY = """
CREATE OR REPLACE FUNCTION ledger_carry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed record; opens timestamptz;
BEGIN
    IF NEW.regie IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.regie, {lock}));
    SELECT day, zone INTO closed FROM day_closing WHERE regie = NEW.regie ORDER BY day DESC LIMIT 1;
    IF closed.day IS NULL OR CAST(NEW.occurred_at AT TIME ZONE closed.zone AS date) > closed.day THEN
        RETURN NEW;
    END IF;
    opens := CAST(closed.day + 1 AS timestamp) AT TIME ZONE closed.zone;
    IF NOT EXISTS (SELECT FROM ledger_journal WHERE idem_key = NEW.idem_key) THEN
        INSERT INTO ledger_carried (idem_key, regie, occurred_at, carried_to)
        VALUES (NEW.idem_key, NEW.regie, NEW.occurred_at, opens) ON CONFLICT DO NOTHING;
    END IF;
    NEW.occurred_at := opens;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_journal_carry BEFORE INSERT ON ledger_journal
    FOR EACH ROW EXECUTE FUNCTION ledger_carry();
"""
for _table, _sql in (
    (DAY_CLOSING, _FROZEN.replace("{table}", "day_closing")),
    (LEDGER_CARRIED, _FROZEN.replace("{table}", "ledger_carried")),
    (LEDGER_JOURNAL, _CARRY.replace("{lock}", str(CLOSING_LOCK))),
):
    event.listen(_table, "after_create", DDL(_sql.replace("%", "%%")))  # type: ignore[no-untyped-call]
