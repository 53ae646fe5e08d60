"""How many connections to PostgreSQL each process may hold, and whether the server has as many. Opens none itself."""

from typing import NamedTuple

import structlog
from sqlalchemy import Connection, text

from conversation.fuse import THREADS_MAX as LATE_MAX
from gateway.bell import LANES
from gateway.intake import LARGE_PLACES
from gateway.settings import Settings
from kernel.database import Database, DatabaseUnavailable

# Ends of sessions, and screens shown: each is written by a thread of its own.
RECORDERS = 2
# A reader of books in each web process, whose connection is opened for it (``gateway.console.books``).
BOOKS = 1
# A lane's eight handlers at once (``jobs.IN_FLIGHT_MAX``), and the drain that takes and settles for them; the 32 calls
# of the lane of messages hold none. A task of the ticker that counts days opens one more.
OF_WORKER = 9
OF_TICKER = 1
OF_COMMAND = 8
# What whoever runs the servers needs beside all processes: a command with its long read, a migration, psql.
COMMANDS = OF_COMMAND + 2
# PostgreSQL keeps three for superusers unless told otherwise (superuser_reserved_connections).
RESERVED = 3

_OFFERED = text(
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    # Of PostgreSQL 16 and later.
    " - coalesce(current_setting('reserved_connections', true), '0')::int"
)
log = structlog.get_logger(__name__)


class Room(NamedTuple):
    """``wanted`` by all processes of these settings at their busiest; ``offered`` by the server to all its clients."""

    wanted: int
    offered: int

    @property
    def fits(self) -> bool:
        return self.wanted <= self.offered


def of_web(settings: Settings) -> int:
    """A web process: each place to work, the place of large bodies, late steps whose place went on, the recorders."""
    return settings.web_threads + LARGE_PLACES + LATE_MAX + RECORDERS


def wanted(settings: Settings) -> int:
    """All processes of one machine together."""
    web = settings.web_workers * (of_web(settings) + BOOKS)
    return web + len(LANES) * OF_WORKER + 1 + OF_TICKER + COMMANDS


def room(connection: Connection, settings: Settings) -> Room:
    """Looked at now."""
    return Room(wanted(settings), int(connection.execute(_OFFERED).scalar_one()))


def tell(settings: Settings, url: str) -> None:
    """A line for whoever runs the server, where it may run short: its last clients are then turned away."""
    database = Database(url, pool_size=1)
    try:
        with database.transaction() as connection:
            found = room(connection, settings)
    except DatabaseUnavailable:
        return  # it may come later, and readiness says that it is away
    finally:
        database.close()
    if not found.fits:
        log.warning("postgresql_connections_short", **found._asdict())
