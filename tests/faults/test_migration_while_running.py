"""A migration while citizens dial: it waits a second for a lock and gives up; the old code works on the new schema."""

import ast
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from pydantic import SecretStr
from sqlalchemy import Column, Engine, Integer, String, create_engine, pool, text
from sqlalchemy.exc import OperationalError

from gateway.schema import _config, upgrade_engine
from gateway.settings import Settings
from gateway.wiring import Guichet, build
from kernel.database import driver_url
from tests import servers
from tests.conversation.test_on_real_ground import Caller, deposited
from tests.patience import Awake
from tests.rooms import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
# What breaks the code that still runs while the new one is rolled out. A column goes one release after its last use.
CONTRACTIONS = {"drop_table", "drop_column", "rename_table", "drop_constraint"}


@pytest.fixture
def migrated(redis_url: str, redis: object) -> Iterator[Guichet]:
    """The gateway on a database that the migrations made."""
    with servers.postgres() as url:
        engine = create_engine(driver_url(url))
        upgrade_engine(engine)
        engine.dispose()
        guichet = build(Settings(database_url=SecretStr(url), redis_url=SecretStr(redis_url)))
        yield guichet
        guichet.close()


def test_a_migration_gives_up_after_a_second_and_the_next_one_goes_through() -> None:
    """Fault row 17: citizens queue behind a waiting migration, so it may not wait."""
    with servers.postgres() as url:
        engine = create_engine(driver_url(url))
        with engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "0005")
            connection.commit()
        with engine.begin() as citizen:
            citizen.execute(text("SELECT * FROM alembic_version FOR UPDATE"))
            with Awake() as awake, pytest.raises(OperationalError, match="lock timeout"):
                upgrade_engine(engine)
            assert awake.seconds < 5
        before, after = upgrade_engine(engine)
        assert (before, after > before) == ("0005", True)
        engine.dispose()


def test_two_starts_at_once_migrate_once(migrated: Guichet) -> None:
    engine = create_engine(migrated.database.url, poolclass=pool.NullPool)
    seen: list[tuple[str, str]] = []
    threads = [threading.Thread(target=lambda: seen.append(upgrade_engine(engine))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(seen) == 3
    assert {before for before, _ in seen} == {after for _, after in seen}
    engine.dispose()


def expand(engine: Engine) -> None:
    """What an expanding migration does: tables and columns that the old code does not know."""
    with engine.begin() as connection:
        connection.execute(text("SET lock_timeout = '1s'"))
        operations = Operations(MigrationContext.configure(connection))
        for table in ("case_file", "case_event", "outbox", "step_receipt", "sms_message", "partner_event"):
            operations.add_column(table, Column("of_tomorrow", String(20)))
            operations.add_column(table, Column("with_default", Integer, nullable=False, server_default="0"))
        operations.create_table("of_tomorrow", Column("id", Integer, primary_key=True))


def test_the_old_code_works_on_the_new_schema(migrated: Guichet) -> None:
    """Fault row 17: the columns come under its feet, between two steps of one session."""
    caller = Caller(migrated)
    deposited(caller)
    engine = create_engine(migrated.database.url)
    expand(engine)
    reference, _ = deposited(Caller(migrated))
    caller.dial("1")
    assert caller.say("1").splitlines()[0] == reference
    engine.dispose()


@pytest.mark.parametrize("path", VERSIONS, ids=[path.stem for path in VERSIONS])
def test_a_migration_only_expands(path: Path) -> None:
    """Fault row 17: a release that contracts says so here, one release after the code stopped using it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    upgrade = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
    calls = {
        ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(upgrade) if isinstance(node, ast.Call)
    }
    assert calls & CONTRACTIONS == set()
