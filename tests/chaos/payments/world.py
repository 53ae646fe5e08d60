"""One batch: payers arrive for a quarter of an hour, a day goes by, the operators' statements come, all is settled."""

import logging
import secrets
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from unittest import mock

import structlog
import time_machine
from sqlalchemy import ColumnElement, select, text

from payments import reversal
from payments.contract import Rail
from payments.orange_merchant import MerchantCode
from payments.tables import MONEY_RECEIPT
from tests.chaos.payments import checker, faults
from tests.chaos.payments.account_book import AccountBook, Transaction
from tests.chaos.payments.agenda import Agenda
from tests.chaos.payments.citizens import ARRIVALS_S, Citizens
from tests.chaos.payments.death import Deaths, MortalDatabase
from tests.chaos.payments.operator import Operator
from tests.chaos.payments.room import Room

# Both countries' last hour of a year, Benin's being Mali's one before the last, and any other day.
STARTS = (
    datetime(2026, 12, 31, 22, 50, tzinfo=UTC), datetime(2026, 12, 31, 23, 50, tzinfo=UTC),
    datetime(2026, 2, 7, 14, 5, tzinfo=UTC), datetime(2026, 6, 30, 8, 0, tzinfo=UTC),
)  # fmt: skip
TICK = timedelta(seconds=5)
# The share of ticks at which the chain is sealed.
SEALS = 0.02
STATEMENT_S = 24 * 3600
# Document numbers are drawn from so few that one in a hundred is taken, as after a million quittances of a year.
NUMBERS = 100_000
# After the statement the last questions are asked: the slowest poll is an hour and its spread.
END = timedelta(seconds=STATEMENT_S + 7200)
TABLES = (
    "outbox, payment_callback, money_receipt, payment_attempt, invoice, quittance, quittance_counter, "
    "ledger_snapshot, ledger_seal, ledger_unsealed, ledger_entry, ledger_journal"
)


@dataclass(frozen=True)
class Told:
    """What a batch came to. ``broken`` is empty when all that was promised held."""

    seed: int
    batch: int
    payments: int
    broken: list[str]
    counts: Counter[str]
    seen: Counter[str]
    died: Counter[str]
    slowest_s: float


def play(database: MortalDatabase, seed: int, batch: int, payments: int) -> Told:
    """One batch in an emptied database. The same arguments tell the same story."""
    rng = Random(f"{seed}:{batch}")
    with (
        _apart(rng, Random(f"{seed}:{batch}:numbers")),
        time_machine.travel(STARTS[0], tick=False) as traveller,
    ):
        return World(database, rng, traveller).run(seed, batch, payments)


class World:
    """The parts of one batch, wired."""

    def __init__(self, database: MortalDatabase, rng: Random, traveller: time_machine.Traveller) -> None:
        self._database, self._rng = database, rng
        self._agenda = Agenda(traveller, rng.choice(STARTS))
        self._start = self._agenda.now
        self._deaths = Deaths(rng, faults.DEATH, faults.DEATHS)
        self._book = AccountBook()
        self._operator = Operator(rng, self._agenda, self._book, self._deaths)
        rails: dict[str, Rail] = {
            "mtn": self._operator, "orange_merchant": MerchantCode("646116", fee=lambda _amount: 0)
        }  # fmt: skip
        self._room = Room(database, rng, self._agenda, self._deaths, rails)
        self._operator.nearby = self._room.another_worker
        self._operator.recorded = lambda: self._recorded(MONEY_RECEIPT.c.rail == "mtn")
        self._citizens = Citizens(rng, self._agenda, self._room, self._operator, self._book)

    def run(self, seed: int, batch: int, payments: int) -> Told:
        """Play it and look."""
        self._empty()
        self._database.deaths = self._deaths
        for number in range(payments):
            self._citizens.arrive(number)
        self._plan()
        self._pass()
        self._database.deaths = None
        self._room.seal()
        found = checker.look(
            self._database, self._book, self._operator, self._citizens.dues, self._start,
            self._room.lost_callbacks(), self._room.held_up,
        )  # fmt: skip
        return Told(
            seed, batch, payments, found.broken, found.counts, self._deaths.seen, self._deaths.died,
            found.slowest.total_seconds(),
        )  # fmt: skip

    def _plan(self) -> None:
        """Outages, what the operator takes back, and the statements."""
        for _ in range(self._rng.randint(0, faults.OUTAGES_MAX)):
            length = self._rng.choice(faults.OUTAGES_S)
            self._agenda.after(self._rng.uniform(0, ARRIVALS_S * 2), lambda length=length: self._fail(length))  # type: ignore[misc]
        for hour in range(1, 20):
            self._agenda.after(hour * 1800, self._take_back)
        self._agenda.after(STATEMENT_S, self._statement)

    def _pass(self) -> None:
        """Let the time pass: the ticker every five seconds while something is due, else straight to what comes."""
        while True:
            work, poll = self._room.next_due()
            ahead = [at for at in (self._agenda.next_at(), work, poll) if at is not None]
            if not ahead or self._agenda.now > self._start + END:
                return
            self._agenda.go(max(self._agenda.now + TICK, min(ahead)))
            if poll is not None and poll <= self._agenda.now:
                self._room.sweep()
            self._room.work()
            if self._rng.random() < SEALS:
                self._room.seal()

    def _fail(self, seconds: int) -> None:
        self._operator.down_until = self._agenda.now + timedelta(seconds=seconds)

    def _statement(self) -> None:
        """Every debit of the day as the operators' statements have it, whether we knew it or not."""
        for one in list(self._book.taken.values()):
            self._citizens.tell(one, "ML" if one.rail == "orange_merchant" else "BJ")

    def _take_back(self) -> None:
        """The operator reverses some of what it took: its own evidence."""
        for one in list(self._book.taken.values()):
            if not one.back and self._rng.random() < faults.TAKEN_BACK / 5:
                self._room.once("reversal", lambda one=one: self._reverse(one))  # type: ignore[misc]
                if one.id not in self._recorded(MONEY_RECEIPT.c.disposition == "reversed"):
                    continue
                self._book.give_back(one)

    def _reverse(self, one: Transaction) -> None:
        with self._database.transaction() as connection:
            receipt = connection.execute(
                select(MONEY_RECEIPT.c.id).where(
                    MONEY_RECEIPT.c.rail == one.rail, MONEY_RECEIPT.c.operator_id == one.id
                )
            ).scalar()
            if receipt is not None:
                reversal.reverse(connection, receipt, reason="operator", at=self._agenda.now)

    def _recorded(self, which: ColumnElement[bool]) -> list[str]:
        query = select(MONEY_RECEIPT.c.operator_id).where(which).order_by(MONEY_RECEIPT.c.operator_id)
        return list(self._database.onlooker.execute(query).scalars())

    def _empty(self) -> None:
        self._database.deaths = None
        with self._database.transaction() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE"))


@contextmanager
def _apart(rng: Random, numbers: Random) -> Iterator[None]:
    """Ids and document numbers drawn from the seed, so that what hangs on them is the same again; and no log."""
    before = structlog.get_config()

    # A plain function: a mock would remember each of its million calls.
    def drawn() -> uuid.UUID:
        return uuid.UUID(int=rng.getrandbits(128), version=4)

    def below(limit: int) -> int:
        return numbers.randrange(min(limit, NUMBERS))

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        with mock.patch.object(uuid, "uuid4", drawn), mock.patch.object(secrets, "randbelow", below):
            yield
    finally:
        structlog.configure(**before)
