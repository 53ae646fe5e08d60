"""What `admin.books/` is handed, and what its worker does."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from admin.books.importing import Importer
from admin.books.room import BooksRoom
from admin.books.turnstile import Turnstile
from admin.books.uploads import LANE, TOPIC
from gateway import bell
from kernel.database import Database
from kernel.outbox import Event
from payments.reconciliation.importing import Imports

if TYPE_CHECKING:
    from gateway.wiring import Guichet

# A year of a busy country is summed in some seconds; the first page of a sorted million takes as long.
PATIENCE_MS = 60_000


def room(guichet: "Guichet") -> BooksRoom:
    """Made once a process, with the web's other doors."""

    @contextmanager
    def patient() -> Iterator[Database]:
        # Opened for the one reader and closed behind it: such reads are rare, and the pool is for what is quick.
        database = Database(guichet.database.url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
        try:
            yield database
        finally:
            database.close()

    return BooksRoom(
        guichet.treasury.accounting, patient, Turnstile(), lambda: bell.ring(guichet.redis, [LANE])
    )


def handlers(guichet: "Guichet") -> Mapping[str, Callable[[Event], None]]:
    """Topic -> handler of what this room leaves to a worker."""
    imports = Imports(guichet.database, guichet.treasury.settlement, guichet.treasury.accounting)
    return {TOPIC: Importer(guichet.database, guichet.keyring, imports).work}
