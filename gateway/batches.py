"""A lane drained many rows at a time: one commit notes the outcomes that came and takes the next rows in hand.

What a batch does is its room's (``sms.delivery.Delivery``): take and settle in a transaction, call outside of any.
What a topic without a batch does is its handler's. Not the leases: those are ``kernel/outbox.py``'s.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy import Connection, update

from gateway.flights import Flights, Landed
from kernel import clock, outbox
from kernel.database import Database, DatabaseUnavailable
from kernel.outbox import OUTBOX, POSTPONED, Event
from sms.work import Result, Turnover, Work

# A lane found empty is left alone so long: of three lanes two are empty most of the time.
EMPTY_S = 0.1
# PostgreSQL restarts within seconds. A call lasts 30 s at most, and the lease of its row a minute: an outcome that is
# noted within 20 s more is still its own.
OUTCOMES_KEPT_S = 20.0
AGAIN_S = 0.5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Share:
    """``lane`` may have ``most`` calls in flight of those of its worker."""

    lane: str
    most: int


class Batch(Protocol):
    """See ``sms.delivery.Delivery``."""

    def take(self, connection: Connection, events: Sequence[Event]) -> Turnover: ...
    def call(self, work: Work) -> Result: ...
    def settle(self, connection: Connection, results: Sequence[Result]) -> Turnover: ...


@dataclass(slots=True, repr=False)
class _Round:
    """What one transaction decided, to be done after its commit."""

    events: list[Event]
    calls: list[tuple[str, str, Work]]  # lane, topic, call
    handled: int = 0


class Drain:
    """One drain by one worker. ``handle`` runs a single event, outcome and all; ``shares`` are in order of turn."""

    def __init__(
        self,
        database: Database,
        pool: Executor,
        handle: Callable[[Event], None],
        batches: Mapping[str, Batch],
        shares: Sequence[Share],
    ) -> None:
        self._database, self._handle = database, handle
        self._batches, self._shares = batches, shares
        self._most = max(share.most for share in shares)
        self._flights = Flights(pool)
        self._empty_until: dict[str, float] = {}

    def run(self, until: float) -> int:
        """Handle what is due until nothing is, or ``until`` (monotonic); returns how many rows were handled."""
        handled = 0
        landed: list[Landed] = []
        while True:
            handled += self._turn(landed, more=clock.monotonic() < until)
            if not self._flights.total and clock.monotonic() < until:
                # What the last handlers have published is due at once: look again before going home.
                self._empty_until.clear()
                handled += self._turn([], more=True)
            if not self._flights.total:
                return handled
            landed = self._flights.gather()

    def _turn(self, landed: Sequence[Landed], *, more: bool) -> int:
        """Settle what landed and take more, in one transaction where possible; returns how many rows are through."""
        rooms = self._rooms() if more else {}
        singles = sum(not each.topic for each in landed)
        results = [each for each in landed if each.topic]
        if not rooms and not results:
            return singles
        try:
            done = self._committed(results, rooms)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one row that cannot be read must not hold up the others
            log.warning("batch_spoiled", rows=len(results), error=type(error).__name__)
            return singles + self._apart(results, rooms)
        return singles + self._launch(done)

    def _committed(self, results: Sequence[Landed], rooms: Mapping[str, int]) -> _Round:
        """``_together`` in a transaction. What providers have answered waits for PostgreSQL to come back.

        Raises DatabaseUnavailable after 20 s; at once when it was lost at the commit: what was written then is not
        to be written twice, and what was not is known by its lease.
        """
        until, begun = clock.monotonic() + OUTCOMES_KEPT_S, list[_Round]()

        def work(connection: Connection) -> _Round:
            begun.clear()
            begun.append(self._together(connection, results, rooms))
            return begun[0]

        while True:
            try:
                return self._database.retrying(work)
            except DatabaseUnavailable as error:
                if begun or not results or clock.monotonic() >= until:
                    raise
                log.warning("outcomes_wait", rows=len(results), error=str(error))
            clock.sleep(AGAIN_S)

    def _together(
        self, connection: Connection, results: Sequence[Landed], rooms: Mapping[str, int]
    ) -> _Round:
        done = _Round([], [])
        self._settle(connection, results, done)
        events = self._claim(connection, rooms)
        for topic in {event.topic for event in events}:
            those = {event.id: event for event in events if event.topic == topic}
            batch = self._batches.get(topic)
            if batch is None:
                done.events += those.values()
                continue
            turnover = batch.take(connection, list(those.values()))
            done.calls += [(those[work.bell].lane, topic, work) for work in turnover.calls]
            done.handled += len(those) - len(turnover.calls)
            _file(connection, turnover)
        return done

    def _apart(self, results: Sequence[Landed], rooms: Mapping[str, int]) -> int:
        """Each by itself, so that the one that spoils a batch finds its own end."""
        handled = 0
        for each in results:
            try:
                handled += self._launch(self._settled_alone(each))
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - as above
                # Its message stays in hand until the lease ends, and its outcome is then unknown: never sent twice.
                log.error("outcome_not_written", error=type(error).__name__)  # noqa: TRY400 - it may quote the row
                handled += 1
        with self._database.transaction() as connection:
            events = self._claim(connection, rooms)
        return handled + self._launch(_Round(events, []))

    def _settled_alone(self, landed: Landed) -> _Round:
        done = _Round([], [])
        with self._database.transaction() as connection:
            self._settle(connection, [landed], done)
        return done

    def _settle(self, connection: Connection, landed: Sequence[Landed], done: _Round) -> None:
        for topic in {each.topic for each in landed}:
            results = {each.result.work.bell: each for each in landed if each.topic == topic and each.result}
            turnover = self._batches[topic].settle(
                connection, [each.result for each in results.values() if each.result]
            )
            done.calls += [(results[work.bell].lane, topic, work) for work in turnover.calls]
            done.handled += len(results) - len(turnover.calls)
            _file(connection, turnover)

    def _claim(self, connection: Connection, rooms: Mapping[str, int]) -> list[Event]:
        events: list[Event] = []
        free = self._most - self._flights.total
        for lane, room in rooms.items():
            asked = min(room, free - len(events))
            found = outbox.claim(connection, lane, asked) if asked > 0 else []
            if len(found) < asked:
                self._empty_until[lane] = clock.monotonic() + EMPTY_S
            events += found
        return events

    def _rooms(self) -> dict[str, int]:
        """Lane -> how many more it may have in flight; lanes just found empty are left out."""
        now = clock.monotonic()
        looked_at = [share for share in self._shares if now >= self._empty_until.get(share.lane, 0.0)]
        rooms = {share.lane: share.most - self._flights.of(share.lane) for share in looked_at}
        return {lane: room for lane, room in rooms.items() if room > 0}

    def _launch(self, done: _Round) -> int:
        """After the commit."""
        for event in done.events:
            self._flights.launch(event.lane, "", partial(self._handle, event))
        for lane, topic, work in done.calls:
            self._flights.launch(lane, topic, partial(self._batches[topic].call, work))
        return done.handled


def _file(connection: Connection, turnover: Turnover) -> None:
    """Finish and postpone the bells, each kind in one statement."""
    at = clock.now()
    if turnover.done:
        connection.execute(
            update(OUTBOX).where(OUTBOX.c.id.in_(turnover.done)).values(done_at=at, last_error=None)
        )
    for seconds in {seconds for _, seconds in turnover.later}:
        bells = [bell for bell, wanted in turnover.later if wanted == seconds]
        connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id.in_(bells))
            .values(tries=POSTPONED, due_at=at + timedelta(seconds=seconds))
        )
