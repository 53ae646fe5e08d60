"""One process that settles payments by several threads, through the real code, for a stretch of time."""

import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.synchronize import Barrier
from queue import SimpleQueue

import structlog

from bench import cpu
from catalogue import accounting_loader
from catalogue.accounting_plan import Accounting
from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from payments.books import Books
from payments.money import Money
from payments.settlement import Settlement

THREADS = 4
RAIL, COUNTRY, LINE, REGIE = "orange_merchant", "ML", "ml-tdrl", "ml-sikasso"
PAYER = "+22370000001"
PRICE_XOF = 1900
# A lane's worker lives for weeks: of each connection, what PostgreSQL reads of its catalogue and the ten times that
# it and psycopg make up their minds about a statement (five each) are not what a settlement costs.
WARM = 20


@dataclass(frozen=True)
class Settled:
    """What one process did."""

    count: int
    seconds: float
    cpu_s: float


def places(number: int) -> list[str]:
    """The names of that many regies."""
    return [REGIE] if number == 1 else [f"{REGIE}-{each}" for each in range(number)]


def settle(
    url: str,
    payments: list[tuple[str, str]],
    regies: int,
    seconds: float,
    gate: Barrier,
    told: "SimpleQueue[Settled]",
) -> None:
    """Warm every connection, begin when every process has, and stop when the time is over or nothing is left."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    database = Database(url, pool_size=THREADS)
    keyring = Keyring({"k": os.urandom(32)}, active="k", index_key=os.urandom(32))
    settler = _Settler(database, Settlement(keyring, os.urandom(32), Books(_accounting(regies))))
    shares = [iter(payments[n::THREADS]) for n in range(THREADS)]
    settler.run([islice(share, WARM) for share in shares])
    gate.wait(60)
    began, spent = clock.monotonic(), cpu.own_s()
    settler.deadline = began + seconds
    counts = settler.run(shares)
    told.put(Settled(sum(counts), clock.monotonic() - began, cpu.own_s() - spent))
    # PostgreSQL's own processes end with their connections, and are to be read before.
    gate.wait(60)
    database.close()


@dataclass
class _Settler:
    """Settles until the ``deadline``, a moment of the monotonic clock."""

    database: Database
    settlement: Settlement
    deadline: float = math.inf

    def run(self, shares: list[Iterator[tuple[str, str]]]) -> list[int]:
        """How many each of the threads settled of its share, on its own connection."""
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(self._settle, shares))

    def _settle(self, payments: Iterator[tuple[str, str]]) -> int:
        count = 0
        for invoice_id, attempt_id in payments:
            money = Money(RAIL, f"B-{attempt_id}", COUNTRY, PRICE_XOF, PAYER, clock.now())
            with self.database.transaction() as connection:
                self.settlement.settle(connection, money, invoice_id=invoice_id, attempt_id=attempt_id)
            count += 1
            if clock.monotonic() > self.deadline:
                break
        return count


def _accounting(regies: int) -> Accounting:
    """The accounting with that many regies like the first."""
    accounting = accounting_loader.load()
    like = accounting.regies[REGIE]
    return replace(
        accounting, regies={name: like.model_copy(update={"code": name}) for name in places(regies)}
    )
