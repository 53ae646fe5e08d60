"""A PostgreSQL connection that waits a limited time for each answer; a stalled server keeps none of its own limits."""

from typing import Any

import psycopg
from psycopg.abc import RV, PQGen

# libpq notices a machine that vanished after 5 s instead of the 15 min of TCP's own patience.
ALIVE_OPTIONS: dict[str, Any] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
}


class BoundedConnection(psycopg.Connection[Any]):
    """Without an answer in ``answer_s`` the connection is closed: what it was doing is unknown (fault row 37)."""

    answer_s: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Drive one exchange with the server. Raises psycopg.OperationalError when the time is over."""
        try:
            return super().wait(gen, interval, self.answer_s if timeout is None else timeout)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("no answer in time") from None


def connect(answer_s: float, options: dict[str, Any]) -> BoundedConnection:
    """A new connection by libpq's ``options``; every exchange on it takes at most ``answer_s`` seconds."""
    connection = BoundedConnection.connect(**ALIVE_OPTIONS, **options)
    connection.answer_s = answer_s
    return connection
