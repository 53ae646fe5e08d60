"""Holds a worker still, so that it is killed exactly there: by a lock inside PostgreSQL, or by the operator."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql

from tests.chaos.payments.crash_points import Point
from tests.payments.mtn_server import MtnServer, _Handler
from tests.waiting import until

# Any number that no lock of ours uses.
LOCK = 471_100
WAIT_S = 30
_PARK = """
CREATE OR REPLACE FUNCTION chaos_park() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
BEGIN PERFORM pg_advisory_xact_lock(471100); RETURN NEW; END $$
"""
_WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 471100 AND NOT granted"
_OTHERS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'guichet' AND NOT pid = ANY (%s)
"""


class HoldingOperator(MtnServer):
    """Withholds its answer at one kind of call: "token", "taken" or "asked"."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = _HoldingHandler
        self.holds = ""
        self.reached, self.let_go = threading.Event(), threading.Event()
        self.on_charge = lambda _reference: self.pass_("taken")

    def hold(self, at: str) -> None:
        """From now on."""
        self.holds = at
        self.reached.clear()
        self.let_go.clear()

    def pass_(self, at: str) -> None:
        if self.holds == at:
            self.reached.set()
            self.let_go.wait(WAIT_S)

    def release(self) -> None:
        self.holds = ""
        self.let_go.set()


class _HoldingHandler(_Handler):
    server: HoldingOperator

    def do_POST(self) -> None:  # noqa: N802 - the name is the parent's.
        if "/token" in self.path:
            self.server.pass_("token")
        with suppress(OSError):
            super().do_POST()

    def do_GET(self) -> None:  # noqa: N802 - the name is the parent's.
        self.server.pass_("asked")
        with suppress(OSError):
            super().do_GET()


class Held:
    """``wait`` until the worker stands at the point; ``own`` are the backends that are not the worker's."""

    def __init__(
        self, connection: psycopg.Connection[tuple[int]], operator: HoldingOperator, point: Point
    ) -> None:
        self._connection, self._operator, self._point = connection, operator, point
        self._own = [row[0] for row in connection.execute(_OTHERS, [[]])]

    def wait(self) -> None:
        """Raises AssertionError when the worker never comes there."""
        if self._by_operator:
            assert self._operator.reached.wait(WAIT_S), self._point.name
        else:
            until(self._parked, WAIT_S)

    def release(self) -> None:
        """After the kill: the server goes on alone, or is ended with the worker. Returns when it is over."""
        if not self._by_operator and not self._point.goes_through:
            for (pid,) in self._connection.execute(_OTHERS, [self._own]).fetchall():
                self._connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        self._connection.execute("SELECT pg_advisory_unlock_all()")
        until(lambda: not self._connection.execute(_OTHERS, [self._own]).fetchall(), WAIT_S)
        self._operator.release()

    def _parked(self) -> bool:
        row = self._connection.execute(_WAITING).fetchone()
        return row is not None and row[0] > 0

    @property
    def _by_operator(self) -> bool:
        return " " not in self._point.at


@contextmanager
def holding(url: str, operator: HoldingOperator, point: Point) -> Iterator[Held]:
    """Whoever comes to the point stays there."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_PARK)
        held = Held(connection, operator, point)
        table = ""
        if " " in point.at:
            table = point.at.split(" ON ")[1].split(" ")[0]
            connection.execute(sql.SQL(_trigger(point)))
            connection.execute("SELECT pg_advisory_lock(471100)")
        else:
            operator.hold(point.at)
        try:
            yield held
        finally:
            operator.release()
            connection.execute("SELECT pg_advisory_unlock_all()")
            if table:
                connection.execute(sql.SQL("DROP TRIGGER chaos_park ON {}").format(sql.Identifier(table)))


def _trigger(point: Point) -> str:
    if not point.deferred:
        return f"CREATE TRIGGER chaos_park BEFORE {point.at} EXECUTE FUNCTION chaos_park()"
    # The condition comes last: what is deferred stands between the table and FOR EACH ROW.
    what, rest = point.at.split(" FOR EACH ROW")
    return (
        f"CREATE CONSTRAINT TRIGGER chaos_park AFTER {what} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW{rest} EXECUTE FUNCTION chaos_park()"
    )
