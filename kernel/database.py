"""PostgreSQL: the pool, the transaction and the one error that means "the truth is out of reach".

No connection is held across a network call: take one, finish, give it back (facts of fault row 15).
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, MetaData, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kernel import clock
from kernel.database_connection import BoundedConnection, connect

Result = TypeVar("Result")

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# A USSD step has 4 s in all: 1 s to connect, 1.5 s a statement and 2 s to wait for a connection leave room for a reply.
CONNECT_TIMEOUT_S = 1
STATEMENT_TIMEOUT_MS = 1500
# A stalled server cuts nothing itself: this long after it should have, the connection is given up (fault row 37).
STALLED_S = 1.5
POOL_WAIT_S = 2
# PostgreSQL looks for deadlocks after 1 s: waiting a little longer lets it name the victim, who may try again.
LOCK_TIMEOUT_MS = 1200
# Serialization failure, deadlock, and no more: a lost connection at COMMIT is unknown, not retryable.
RETRYABLE_SQLSTATES = frozenset({"40001", "40P01"})
TRIES_MAX = 3
# Two victims of each other must not meet again: a random wait of up to 50 ms, longer than their statements take.
JITTER_MS = 50


class DatabaseUnavailable(Exception):
    """PostgreSQL cannot be reached now, or refuses to write: say so politely and ask the caller to come back.

    ``retry``: PostgreSQL itself rolled the transaction back to let another pass, so that it may run again at once.
    """

    def __init__(self, reason: str, *, retry: bool = False) -> None:
        super().__init__(reason)
        self.retry = retry


class Database:
    """One pool for a process. ``url`` is a SQLAlchemy or libpq URL of PostgreSQL 15 to 18."""

    def __init__(
        self, url: str, *, pool_size: int = 8, statement_timeout_ms: int = STATEMENT_TIMEOUT_MS
    ) -> None:
        self.url = driver_url(url)
        self.engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=POOL_WAIT_S,
            pool_pre_ping=False,
            # Parameters hold what citizens typed: no error message may repeat them.
            hide_parameters=True,
            pool_reset_on_return="rollback",
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "options": f"-c statement_timeout={statement_timeout_ms} -c lock_timeout={LOCK_TIMEOUT_MS}"
                " -c timezone=UTC",
                "application_name": "guichet",
            },
        )
        answer_s = statement_timeout_ms / 1000 + STALLED_S

        @event.listens_for(self.engine, "do_connect")
        def opened(
            _dialect: object, _record: object, _: object, options: dict[str, Any]
        ) -> BoundedConnection:
            return connect(answer_s, options)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction: committed at the end, rolled back on any error.

        Raises DatabaseUnavailable when PostgreSQL is out of reach. An error at COMMIT means unknown: retry
        only what carries an idempotency key.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            self._forget_dead_connections(error)
            raise DatabaseUnavailable(type(error).__name__, retry=_was_victim(error)) from error

    def retrying(self, work: Callable[[Connection], Result]) -> Result:
        """The result of ``work`` in a transaction, run again when it was the victim of a deadlock: 3 times in all.

        ``work`` may touch nothing but its connection. Raises DatabaseUnavailable (fault row 14).
        """
        for tries in range(1, TRIES_MAX + 1):
            try:
                with self.transaction() as connection:
                    return work(connection)
            except DatabaseUnavailable as error:
                if not error.retry or tries == TRIES_MAX:
                    raise
            clock.sleep(secrets.randbelow(JITTER_MS * tries) / 1000)
        raise AssertionError("the last try returns or raises")

    def _forget_dead_connections(self, error: Exception) -> None:
        # A restarted server leaves every pooled socket dead: one failure empties the pool, so the next step works.
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            self.engine.dispose()

    def ping(self) -> None:
        """Raise DatabaseUnavailable unless a trivial statement answers."""
        with self.transaction() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _was_victim(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in RETRYABLE_SQLSTATES


def driver_url(url: str) -> str:
    """``postgres://`` and ``postgresql://`` as people write them, with the driver that we ship."""
    for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    raise ValueError("the database URL must begin with postgresql://")
