"""What PostgreSQL itself refuses of the ledger, whoever writes: changed history, rows out of balance."""

from sqlalchemy import Table, event
from sqlalchemy.schema import DDL

from payments.ledger.tables import LEDGER_ENTRY, LEDGER_JOURNAL, LEDGER_SEAL, LEDGER_SNAPSHOT

_FROZEN = """
CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
"""

# At commit, once a journal row: double entry. A row without entries, or with one, has no way in either.
_BALANCED = """
CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted int; total numeric;
BEGIN
    SELECT count(*), coalesce(sum(amount_xof), 0) INTO counted, total
        FROM ledger_entry WHERE journal_id = NEW.id;
    IF counted <> NEW.lines OR total <> 0 THEN
        RAISE EXCEPTION 'journal row % does not balance: % of % lines, sum %',
            NEW.id, counted, NEW.lines, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_journal_balanced AFTER INSERT ON ledger_journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
"""

# With the places 1 to ``lines`` taken at commit (primary key), a later entry could only stand outside them.
_BELONGS = """
CREATE OR REPLACE FUNCTION ledger_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added WHERE added.line > coalesce(
                   (SELECT lines FROM ledger_journal WHERE id = added.journal_id), 0)) THEN
        RAISE EXCEPTION 'an entry belongs to no journal row' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_belongs AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_belongs();
"""


def _attach(table: Table, sql: str) -> None:
    # DDL() expands "%": what PL/pgSQL shall see is doubled.
    event.listen(table, "after_create", DDL(sql.replace("%", "%%")))  # type: ignore[no-untyped-call]


for _table in (LEDGER_JOURNAL, LEDGER_ENTRY, LEDGER_SEAL, LEDGER_SNAPSHOT):
    _attach(_table, _FROZEN.format(table=_table.name))
_attach(LEDGER_JOURNAL, _BALANCED)
_attach(LEDGER_ENTRY, _BELONGS)
