"""The migrations make exactly the schema that the code declares, triggers included, on an empty database."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text

from gateway import schema
from gateway.schema import upgrade_engine
from kernel.database import METADATA, driver_url
from tests import servers
from tests.rooms import import_tables

RULES = text("""
    SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal ORDER BY 1, 2
""")


@pytest.fixture(scope="module")
def migrated() -> Iterator[Engine]:
    import_tables()
    with servers.postgres() as url:
        engine = create_engine(driver_url(url))
        upgrade_engine(engine)
        yield engine
        engine.dispose()


def test_the_migrations_make_what_the_code_declares(migrated: Engine) -> None:
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_migrations_make_every_trigger_and_sequence(migrated: Engine, database_url: str) -> None:
    declared = create_engine(driver_url(database_url))
    with migrated.connect() as ours, declared.connect() as theirs:
        assert ours.execute(RULES).all() == theirs.execute(RULES).all()
        sequences = text(
            "SELECT sequencename, start_value, min_value, max_value, cycle FROM pg_sequences ORDER BY 1"
        )
        assert ours.execute(sequences).all() == theirs.execute(sequences).all()
    declared.dispose()


def test_a_second_start_changes_nothing(migrated: Engine) -> None:
    before, after = upgrade_engine(migrated)
    assert before == after != ""


def test_a_migration_that_fails_keeps_nobody_from_trying_again(
    migrated: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection goes back to a pool, and a lock of the session with it."""

    def refused(*_: object) -> None:
        raise RuntimeError("refused")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="refused"):
        patch.setattr(command, "upgrade", refused)
        upgrade_engine(migrated)
    lock = text("SELECT pg_try_advisory_xact_lock(:lock)")
    with migrated.connect() as one, migrated.connect() as other:
        # Whichever of the two would hold it: one and the same session gets it twice.
        for connection in (one, other):
            assert connection.execute(lock, {"lock": schema.MIGRATION_LOCK}).scalar_one()
            connection.rollback()
