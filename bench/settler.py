"""One process that settles payments by several threads, through the real code, for a stretch of time."""

import os
import threading
from dataclasses import dataclass, replace
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
    """Begin when every process is ready, and stop when the time is over or nothing is left."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    database = Database(url, pool_size=THREADS)
    keyring = Keyring({"k": os.urandom(32)}, active="k", index_key=os.urandom(32))
    settlement = Settlement(keyring, os.urandom(32), Books(_accounting(regies)))
    counts = [0] * THREADS
    deadline = [0.0]
    threads = [
        threading.Thread(target=_run, args=(database, settlement, payments[n::THREADS], counts, n, deadline))
        for n in range(THREADS)
    ]
    database.ping()
    gate.wait(60)
    began, spent = clock.monotonic(), cpu.own_s()
    deadline[0] = began + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(Settled(sum(counts), clock.monotonic() - began, cpu.own_s() - spent))
    database.close()


def _run(
    database: Database, settlement: Settlement, payments: list[tuple[str, str]], counts: list[int], number: int,
    deadline: list[float],
) -> None:  # fmt: skip
    for invoice_id, attempt_id in payments:
        at = clock.now()
        money = Money(RAIL, f"B-{attempt_id}", COUNTRY, PRICE_XOF, PAYER, at)
        with database.transaction() as connection:
            settlement.settle(connection, money, invoice_id=invoice_id, attempt_id=attempt_id)
        counts[number] += 1
        if clock.monotonic() > deadline[0]:
            return


def _accounting(regies: int) -> Accounting:
    """The accounting with that many regies like the first."""
    accounting = accounting_loader.load()
    like = accounting.regies[REGIE]
    return replace(
        accounting, regies={name: like.model_copy(update={"code": name}) for name in places(regies)}
    )
