"""What this room of the console is handed by the wiring."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from admin.books.turnstile import Turnstile
from catalogue.accounting_plan import Accounting
from kernel.database import Database


@dataclass(frozen=True, slots=True)
class BooksRoom:
    """Filled by `gateway/console/books.py`.

    ``patient``: a connection of its own whose statements may take a minute, for sums over a year and for
    files to take. ``ring``: tells the workers that a statement waits.
    """

    accounting: Accounting
    patient: Callable[[], AbstractContextManager[Database]]
    turnstile: Turnstile
    ring: Callable[[], None]
