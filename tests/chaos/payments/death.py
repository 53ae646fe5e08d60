"""Where a worker may die: after each statement, before and after each commit, around each call. Found, not listed.

A death is an exception that no handler catches; its transaction is rolled back, as PostgreSQL does for a client that
is gone. Real processes die with their connections in `test_crash_points.py`: opening thousands here proves no more.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, CursorResult, event

from kernel.database import Database

FIRST_GUESS = 8
_WROTE = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM)\s+(?!SKIP\b|OF\b)(\w+)")
_READ = re.compile(r"FROM\s+(\w+)")
_LABELS: dict[str, str] = {}


class Died(BaseException):
    """The process is gone at this point."""


@dataclass
class _Life:
    work: str
    dies_at: int
    passed: int = 0


class Deaths:
    """``seen`` counts how often each point was passed by work that may die, ``died`` the deaths there."""

    def __init__(self, rng: Random, rate: float, rates: Mapping[str, float]) -> None:
        self._rng, self._rate, self._rates = rng, rate, rates
        self._lives: list[_Life] = []
        self._lengths: dict[str, int] = {}
        self.seen: Counter[str] = Counter()
        self.died: Counter[str] = Counter()

    @contextmanager
    def life(self, work: str) -> Iterator[None]:
        """One worker doing ``work``; lives nest when another worker runs during a call."""
        length = self._lengths.get(work, FIRST_GUESS)
        dies = self._rng.random() < self._rates.get(work, self._rate)
        life = _Life(work, self._rng.randint(1, length) if dies else 0)
        self._lives.append(life)
        try:
            yield
        finally:
            self._lives.pop()
            self._lengths[work] = max(length, life.passed)

    def point(self, label: str) -> None:
        """Die here, if this is the point."""
        if not self._lives:
            return
        life = self._lives[-1]
        life.passed += 1
        name = f"{life.work}: {label}"
        self.seen[name] += 1
        if life.passed == life.dies_at:
            self.died[name] += 1
            raise Died(name)


class MortalConnection(Connection):
    """Ends the worker after a statement that the server has done."""

    # Set by the database that hands it out; None while everybody lives.
    deaths: Deaths | None = None

    def execute(self, *words: Any, **more: Any) -> CursorResult[Any]:
        """As of any connection, and then perhaps the end."""
        result = super().execute(*words, **more)
        if MortalConnection.deaths is not None:
            MortalConnection.deaths.point(label_of(result.context.statement or ""))
        return result


class MortalDatabase(Database):
    """The real one, on whose connections one can die."""

    def __init__(self, url: str) -> None:
        super().__init__(url, statement_timeout_ms=20_000)
        self.engine._connection_cls = MortalConnection
        self.engine.dialect.do_rollback = _roll_back  # type: ignore[method-assign, assignment]
        event.listen(self.engine, "connect", _read_lightly)
        self._free: list[MortalConnection] = []
        self._onlooker: Connection | None = None

    @property
    def deaths(self) -> Deaths | None:
        """Who draws them: one world at a time in a process."""
        return MortalConnection.deaths

    @deaths.setter
    def deaths(self, deaths: Deaths | None) -> None:
        MortalConnection.deaths = deaths

    @property
    def onlooker(self) -> Connection:
        """For the simulation's own looks at what is committed, without a transaction: nobody dies there."""
        if self._onlooker is None:
            self._onlooker = Connection(self.engine).execution_options(isolation_level="AUTOCOMMIT")
        return self._onlooker

    def close(self) -> None:
        for connection in (*self._free, *filter(None, [self._onlooker])):
            connection.close()
        super().close()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """As of any database, on a connection that was kept: the pool costs a tenth of a payment's time."""
        connection = self._free.pop() if self._free else MortalConnection(self.engine)
        try:
            with connection.begin():
                yield connection
                self._point("all written, not committed")
        finally:
            self._free.append(connection)
        self._point("committed")

    def _point(self, label: str) -> None:
        if self.deaths is not None:
            self.deaths.point(label)


class _LightCursor(psycopg.Cursor[Any]):
    """Describes columns by what SQLAlchemy looks at, their names and types: the rest costs 8 % of a payment's time."""

    @property
    def description(self) -> Any:
        """DB-API 2.0's, of the last result; None without one."""
        found = self.pgresult
        if found is None or not found.nfields:
            return None
        return [
            ((found.fname(place) or b"").decode(), found.ftype(place), None, None, None, None, None)
            for place in range(found.nfields)
        ]


def _read_lightly(connection: psycopg.Connection[Any], _record: object) -> None:
    connection.cursor_factory = _LightCursor


def _roll_back(connection: psycopg.Connection[Any]) -> None:
    """Past psycopg, which forgets the prepared statements with each rollback: PostgreSQL would plan them all anew."""
    if connection.pgconn.transaction_status != TransactionStatus.IDLE:
        connection.pgconn.exec_(b"ROLLBACK")


def label_of(statement: str) -> str:
    """ "INSERT INTO money_receipt" of a statement, however long."""
    label = _LABELS.get(statement)
    if label is None:
        found = _WROTE.search(statement) or _READ.search(statement)
        words = found.groups() if found else ("statement",)
        label = _LABELS[statement] = " ".join(words) if len(words) == 2 else f"read {words[0]}"
    return label
