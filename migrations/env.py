"""Alembic's entry: runs the revisions on the connection that ``gateway.schema`` hands over."""

from alembic import context

from kernel.database import METADATA

# A migration waits at most this long for a lock: citizens must not queue behind it (fault row 17).
LOCK_TIMEOUT = "SET lock_timeout = '1s'"


def run() -> None:
    """Migrate online; there is no offline mode, because PostgreSQL is always at hand."""
    connection = context.config.attributes["connection"]
    connection.exec_driver_sql(LOCK_TIMEOUT)
    context.configure(connection=connection, target_metadata=METADATA, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


run()
