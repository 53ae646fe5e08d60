"""The schema's version: what it is, what it should be, and the way from one to the other."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, pool, text

from gateway.addresses import database_url, migrate_database_url
from gateway.settings import Settings
from kernel.database import driver_url

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
# Two starts at once must not migrate at once: the second waits for this lock and finds nothing to do.
MIGRATION_LOCK = 0x6775696368657400


def upgrade(settings: Settings) -> tuple[str, str]:
    """Bring the schema to the head; the versions before and after ("" before the first)."""
    engine = _engine(migrate_database_url(settings))
    try:
        return upgrade_engine(engine)
    finally:
        engine.dispose()


def upgrade_engine(engine: Engine) -> tuple[str, str]:
    """``upgrade`` on an engine that the caller owns."""
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.commit()
        try:
            before = _current(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            return before, _current(connection)
        finally:
            # A session's lock outlives its transaction: a pooled connection would keep it from whoever tries again.
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": MIGRATION_LOCK})
            connection.commit()


def versions(settings: Settings) -> tuple[str, str]:
    """The version that the database has and the one that this code wants."""
    engine = _engine(database_url(settings))
    try:
        with engine.connect() as connection:
            return _current(connection), ScriptDirectory.from_config(_config()).get_current_head() or ""
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


def _current(connection: object) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""  # type: ignore[arg-type]


def _engine(url: str) -> Engine:
    return create_engine(driver_url(url), poolclass=pool.NullPool, connect_args={"connect_timeout": 5})
