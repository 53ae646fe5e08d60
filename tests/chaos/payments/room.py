"""The real room of payments on a real database, and a worker and a ticker of it that may die at any point."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import bindparam, text

from catalogue import accounting_loader
from kernel import outbox
from kernel.crypto import Keyring
from kernel.outbox import LEASE_S, Event, Later
from payments import ledger
from payments.attempts.starting import LANE
from payments.books import Books
from payments.charging import Charging
from payments.contract import Rail, RailError
from payments.inbox.handler import Callbacks
from payments.mtn import callback
from payments.polling import CARRIED, Polls, sweep_due
from payments.settlement import Settlement
from tests.chaos.payments import faults
from tests.chaos.payments.agenda import Agenda
from tests.chaos.payments.death import Deaths, Died, MortalDatabase

KEY = b"reference-key-of-the-simulation!"
KEYRING = Keyring({"k1": bytes(range(32))}, active="k1", index_key=b"i" * 32)
BOOKS = Books(accounting_loader.load())
# What one worker process holds at once (gateway.jobs): all of it is lost when it dies.
IN_FLIGHT = 8
NESTED_MAX = 2
LEASE = timedelta(seconds=LEASE_S)
# Worker processes that a lane may use up in the five seconds between two turns of the ticker. With one alone a
# thousand charges in doubt wait for minutes behind its deaths, and for nothing that payments could do better.
LIVES = 5
_NEXT = text("""
SELECT (SELECT min(due_at) FROM outbox WHERE lane = 'payments' AND done_at IS NULL AND parked_at IS NULL),
       (SELECT min(next_poll_at) FROM payment_attempt WHERE state IN ('claimed', 'pending', 'unknown'))
""")
# A row that the test itself destroys. PostgreSQL keeps which: who destroyed it may die with the commit.
_LOSE = text(
    "UPDATE outbox SET done_at = due_at, last_error = 'lost' WHERE id IN :ids AND done_at IS NULL"
).bindparams(bindparam("ids", expanding=True))
_LOST = text("SELECT subject FROM outbox WHERE topic = 'payment.callback' AND last_error = 'lost'")


class Room:
    """``rails`` by name. ``rng`` draws deaths, rows that are lost and rows that come twice.

    ``held_up``, by subject: when a row of work about it was lost with its worker or alone, and until when it waits.
    """

    def __init__(
        self, database: MortalDatabase, rng: Random, agenda: Agenda, deaths: Deaths, rails: dict[str, Rail]
    ) -> None:
        self.database, self.agenda, self.deaths, self.rails = database, agenda, deaths, rails
        self._rng = rng
        self._depth = 0
        self.held_up: dict[str, list[tuple[datetime, timedelta]]] = defaultdict(list)
        self.settlement = Settlement(KEYRING, KEY, BOOKS)
        self.polls = Polls(database, KEYRING, rails, self.settlement)
        charging = Charging(database, KEYRING, rails)
        callbacks = Callbacks(database, KEYRING, self.polls, {"mtn": callback.notices})
        self._handlers: dict[str, Callable[[Event], None]] = {
            "payment.created": charging.charge,
            "payment.poll": self.polls.poll,
            "payment.callback": callbacks.take,
        }
        self.charging = charging

    def sweep(self) -> None:
        """The ticker's turn, and the sealer's now and then."""
        with self._mortal("sweep"), self.database.transaction() as connection:
            sweep_due(connection, self.agenda.now, 200)

    def work(self) -> None:
        """Drain the lane; where a worker process dies, the next goes on."""
        for _ in range(LIVES):
            if self._lived():
                return

    def _lived(self) -> bool:
        """One process, until less is due than it may hold; False when it died, with all that it held."""
        left: dict[int, Event] = {}
        full = True
        try:
            while full:
                self._claim(left)
                full = len(left) == IN_FLIGHT
                for event in self._shuffled(list(left.values())):
                    with self.deaths.life(event.topic):
                        self._handle(event)
                    left.pop(event.id, None)
        except Died:
            for event in left.values():
                self._hold_up(event, LEASE)
            return False
        return True

    def another_worker(self, attempt: str) -> None:
        """What another process may do about the same attempt while this one waits for the operator."""
        if self._depth >= NESTED_MAX:
            return
        self._depth += 1
        try:
            with self._mortal("another worker"):
                self._rng.choice(self._rivals(attempt))()
        except RailError:
            pass
        finally:
            self._depth -= 1

    def next_due(self) -> tuple[datetime | None, datetime | None]:
        """When a worker has something to do, and when the ticker."""
        work, poll = self.database.onlooker.execute(_NEXT).one()
        return work, poll

    def lost_callbacks(self) -> set[str]:
        """Callbacks whose row was destroyed: nobody can read them."""
        return set(self.database.onlooker.execute(_LOST).scalars())

    def seal(self) -> None:
        """The job that seals the chain."""
        with self._mortal("seal"), self.database.transaction() as connection:
            ledger.seal_chain(connection)

    def once(self, work: str, step: Callable[[], None]) -> bool:
        """Run ``step`` as a process that may die; False when it did. The caller comes again."""
        try:
            with self.deaths.life(work):
                step()
        except Died:
            return False
        return True

    def _rivals(self, attempt: str) -> list[Callable[[], object]]:
        again = Event(0, LANE, "payment.created", attempt, {}, 1)
        return [lambda: self.polls.ask(attempt), lambda: self.charging.charge(again), self.work]

    def _mortal(self, work: str) -> "_Mortal":
        return _Mortal(self.deaths, work)

    def _claim(self, left: dict[int, Event]) -> None:
        """Into ``left``, which is known also when the worker dies with the commit."""
        with self.deaths.life("claim"), self.database.transaction() as connection:
            events = outbox.claim(connection, LANE, IN_FLIGHT)
            # A charge that was never sent has no other bell: PostgreSQL keeps its row. A lost question comes again.
            lost = [
                event for event in events
                if event.topic != "payment.created" and self._rng.random() < faults.LOST_ROW
            ]  # fmt: skip
            if lost:
                connection.execute(_LOSE, {"ids": [event.id for event in lost]})
            left.update((event.id, event) for event in events)
        for event in lost:
            self._hold_up(left.pop(event.id), CARRIED)

    def _hold_up(self, event: Event, length: timedelta) -> None:
        self.held_up[event.subject].append((self.agenda.now, length))

    def _shuffled(self, events: list[Event]) -> list[Event]:
        twice = [event for event in events if self._rng.random() < faults.REPEATED_ROW]
        mixed = [*events, *twice]
        self._rng.shuffle(mixed)
        return mixed

    def _handle(self, event: Event) -> None:
        try:
            self._handlers[event.topic](event)
        except Later as later:
            with self.database.transaction() as connection:
                outbox.postpone(connection, event, later.seconds)
        except RailError as error:
            with self.database.transaction() as connection:
                outbox.fail(connection, event, type(error).__name__)
        else:
            with self.database.transaction() as connection:
                outbox.finish(connection, event)


class _Mortal:
    """A life whose death ends here: the process is simply gone."""

    def __init__(self, deaths: Deaths, work: str) -> None:
        self._life = deaths.life(work)

    def __enter__(self) -> None:
        self._life.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self._life.__exit__(kind, error, None)
        return isinstance(error, Died)
