"""Every table has its line, and the statements give exactly that, as often as they are run."""

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, pool

from gateway.privileges import statements
from gateway.privileges.applying import NotAllowed, apply, apply_engine, renew
from gateway.privileges.grants import GRANTS
from gateway.privileges.roles import Role
from gateway.settings import Settings
from kernel.database import METADATA, driver_url
from tests.gateway.privileges.cluster import Cluster
from tests.rooms import import_tables


def test_every_table_has_its_line() -> None:
    """A new table: say in gateway/privileges/grants.py who may do what on it."""
    import_tables()
    assert set(METADATA.tables) == set(GRANTS)


def test_every_column_that_is_named_exists() -> None:
    for name, grant in GRANTS.items():
        columns = set(METADATA.tables[name].columns.keys())
        assert {*grant.changes, *grant.audited} <= columns, name
        assert {*grant.web, *grant.worker, *grant.operator} <= set("SIUD"), name


def privileges(url: str) -> set[tuple[str, ...]]:
    with psycopg.connect(url) as connection:
        return set(
            connection.execute(
                "SELECT grantee, table_name, column_name, privilege_type "
                "FROM information_schema.column_privileges WHERE grantee LIKE 'guichet%' OR grantee = 'PUBLIC' "
                "UNION SELECT grantee, table_name, '', privilege_type FROM information_schema.role_table_grants "
                "WHERE (grantee LIKE 'guichet%' OR grantee = 'PUBLIC') AND table_schema = 'public'"
            ).fetchall()
        )


def test_run_again_it_changes_nothing_and_takes_back_what_was_added(roles: Cluster) -> None:
    before = privileges(roles.owner)
    with psycopg.connect(roles.owner, autocommit=True) as connection:
        connection.execute("GRANT UPDATE, DELETE ON ledger_entry TO guichet_web, PUBLIC")
        connection.execute("GRANT UPDATE (amount_xof) ON ledger_entry TO guichet_worker")
        connection.execute("REVOKE INSERT ON outbox FROM guichet_web")
    assert privileges(roles.owner) != before
    assert renew(Settings(database_url=SecretStr(roles.owner)))
    assert privileges(roles.owner) == before


def test_who_migrates_is_asked_before_who_serves(roles: Cluster) -> None:
    web = SecretStr(roles.roles[Role.WEB])
    apply(Settings(database_url=web, migrate_database_url=SecretStr(roles.owner)))
    with pytest.raises(NotAllowed, match="--sql"):
        apply(Settings(database_url=web))


def test_where_nobody_made_the_roles_a_migration_leaves_it_so(roles: Cluster) -> None:
    engine = create_engine(driver_url(roles.url), poolclass=pool.NullPool)
    settings = Settings(database_url=SecretStr(roles.url))
    try:
        with psycopg.connect(roles.url, autocommit=True) as connection:
            connection.execute("ALTER ROLE guichet_auditor RENAME TO guichet_somebody")
            try:
                assert not renew(settings)
            finally:
                connection.execute("ALTER ROLE guichet_somebody RENAME TO guichet_auditor")
        assert renew(settings)
    finally:
        engine.dispose()


def test_what_is_printed_is_what_is_run(roles: Cluster) -> None:
    """A DBA without us: psql runs the statements as they stand."""
    script = ";\n".join((*statements.creation(), *statements.granting(METADATA)))
    before = privileges(roles.owner)
    with psycopg.connect(roles.url, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM guichet_web, guichet_worker")
        connection.execute(script)
    assert privileges(roles.owner) == before
    engine = create_engine(driver_url(roles.owner), poolclass=pool.NullPool)
    apply_engine(engine)
    engine.dispose()
