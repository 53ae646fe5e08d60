"""Runs the statements on the database, as the role that migrates. ``guichet migrate`` does so after each change."""

import psycopg
from sqlalchemy import Engine, create_engine, pool, text
from sqlalchemy.exc import ProgrammingError

from gateway.addresses import migrate_database_url
from gateway.privileges import statements
from gateway.privileges.roles import Role
from gateway.schema import MIGRATION_LOCK
from gateway.settings import Settings
from kernel.database import METADATA, driver_url

CONNECT_S = 5
# The catalogue rows of sixty tables: a migration that holds one of them ends within its own lock_timeout.
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'"
_FOUND = text("SELECT count(*) FROM pg_roles WHERE rolname = ANY (:names)")


class NotAllowed(Exception):
    """This role of PostgreSQL may not do it; a DBA may, with what `--sql` prints. Nothing was changed."""

    retry = False

    def __init__(self) -> None:
        super().__init__(
            "this role may not make roles, or does not own the tables: "
            "give a DBA what `guichet database roles --sql` prints"
        )


def apply(settings: Settings) -> None:
    """Make the roles that are missing and give each exactly what is declared. Raises NotAllowed, NotStarted."""
    engine = _engine(settings)
    try:
        apply_engine(engine)
    finally:
        engine.dispose()


def apply_engine(engine: Engine) -> None:
    """``apply`` on an engine that the caller owns: one transaction, and two at once run one after the other."""
    try:
        with engine.begin() as connection:
            connection.execute(text(LOCK_TIMEOUT))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            for statement in (*statements.creation(), *statements.granting(METADATA)):
                connection.exec_driver_sql(statement)
    except ProgrammingError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise NotAllowed from None
        raise


def renew(settings: Settings) -> bool:
    """``apply`` where the roles are in use, as after a migration. False where they were never made."""
    engine = _engine(settings)
    try:
        with engine.connect() as connection:
            found = connection.execute(_FOUND, {"names": list(Role)}).scalar_one()
        if found == len(Role):
            apply_engine(engine)
        return bool(found == len(Role))
    finally:
        engine.dispose()


def _engine(settings: Settings) -> Engine:
    url = driver_url(migrate_database_url(settings))
    return create_engine(url, poolclass=pool.NullPool, connect_args={"connect_timeout": CONNECT_S})
