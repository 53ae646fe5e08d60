"""Who is not the owner rewrites nothing, whatever the triggers do."""

from itertools import product

import psycopg
import pytest

from gateway.privileges.grant import is_sealed
from gateway.privileges.grants import GRANTS
from gateway.privileges.roles import Role
from gateway.privileges.watching import HISTORY
from kernel.database import METADATA
from tests.gateway.privileges.cluster import Cluster

LEDGER = ("ledger_journal", "ledger_entry", "ledger_seal", "ledger_snapshot")
ACTS = {
    "change": "UPDATE {table} SET {column} = {column}",
    "remove": "DELETE FROM {table}",
    "empty": "TRUNCATE {table} CASCADE",
    "switch the triggers off": "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "drop the trigger": "DROP TRIGGER {table}_append_only ON {table}",
    "drop the table": "DROP TABLE {table} CASCADE",
}


def first_column(table: str) -> str:
    """One that the server does not number, and that nobody may seal anew."""
    columns = METADATA.tables[table].columns
    return next(column.name for column in columns if column.identity is None and not is_sealed(column))


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
@pytest.mark.parametrize("role", Role)
def test_the_ledger_is_kept_by_privilege(roles: Cluster, role: Role, act: str) -> None:
    with roles.connect(role) as connection:
        for table in LEDGER:
            statement = act.format(table=table, column=first_column(table))
            with pytest.raises(
                psycopg.errors.InsufficientPrivilege, match=r"permission denied|must be owner"
            ):
                connection.execute(statement)


@pytest.mark.parametrize("role", Role)
def test_nobody_gives_away_what_they_have(roles: Cluster, role: Role) -> None:
    """PostgreSQL only warns of such a grant: nothing has changed after it."""
    with roles.connect(role) as connection:
        for table in LEDGER:
            connection.execute(f"GRANT SELECT ON {table} TO PUBLIC")
            assert not granted_to_all(connection, table)


def granted_to_all(connection: psycopg.Connection, table: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM information_schema.role_table_grants WHERE table_name = %s AND grantee = 'PUBLIC'",
        [table],
    )
    return found.fetchone() is not None


@pytest.mark.parametrize("role", Role)
def test_with_every_trigger_off_the_privilege_still_refuses(roles: Cluster, role: Role) -> None:
    """Only a superuser can set session_replication_role: here one did, and fell asleep."""
    with psycopg.connect(roles.url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"SET ROLE {role}")
        for table, act in product(HISTORY, ("change", "remove", "empty")):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for table"):
                connection.execute(ACTS[act].format(table=table, column=first_column(table)))


@pytest.mark.parametrize("role", Role)
def test_nobody_else_may_switch_triggers_off(roles: Cluster, role: Role) -> None:
    with roles.connect(role) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="session_replication_role"):
            connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema public"):
            connection.execute("CREATE TABLE mine (id int)")


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (Role.WORKER, "SELECT password_hash FROM staff"),
        (Role.WORKER, "SELECT id_hash FROM staff_session"),
        (Role.WORKER, "UPDATE staff SET role = 'administrator'"),
        (Role.WEB, "INSERT INTO trust_bundle (number) VALUES (1)"),
        (Role.WEB, "INSERT INTO ledger_seal (seq) VALUES (1)"),
        (Role.WEB, "UPDATE quittance SET amount_xof = 1"),
        (Role.WORKER, "UPDATE sealed_document SET number = '1'"),
        (Role.OPERATOR, "UPDATE quittance SET amount_xof = 1"),
        (Role.AUDITOR, "SELECT answers_sealed FROM case_file"),
        (Role.AUDITOR, "SELECT totp_sealed FROM staff"),
        (Role.AUDITOR, "SELECT password_hash FROM staff"),
        (Role.AUDITOR, "SELECT * FROM sms_message"),
        (Role.AUDITOR, "INSERT INTO audit_log (id) VALUES (1)"),
        (Role.AUDITOR, "SELECT nextval('reference_serial')"),
    ],
)
def test_nobody_does_what_is_not_theirs(roles: Cluster, role: Role, statement: str) -> None:
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied")
    with roles.connect(role) as connection, refused:
        connection.execute(statement)


def test_every_table_whose_triggers_keep_it_is_history_here_too(roles: Cluster) -> None:
    """Refused by a trigger: UPDATE and DELETE; then no process has the privilege either."""
    with psycopg.connect(roles.url) as connection:
        # 8: DELETE, 16: UPDATE (pg_trigger.h).
        rows = connection.execute(
            "SELECT c.relname, bit_or(t.tgtype) & 24 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal "
            "AND p.prosrc LIKE '%RAISE EXCEPTION%' AND (t.tgtype & 8) = 8 GROUP BY 1"
        ).fetchall()
    kept = {name for name, acts in rows if acts == 24}
    assert {*LEDGER, "audit_log", "case_event", "case_note", "day_closing", "document_event"} <= kept
    changed_in_part = {"quittance", "quittance_counter", "sealed_document", "document_proposal"}
    assert kept - set(HISTORY) - changed_in_part == set()
    assert all(GRANTS[name].changes and "D" not in GRANTS[name].web for name in changed_in_part)
