"""Works that start together in threads of their own, for races that would not happen by themselves."""

import threading
from collections.abc import Callable

from sqlalchemy import text

from kernel import clock
from kernel.database import Database
from tests.patience import LONG_S

WAIT_S = LONG_S
# Of this database alone: other processes of the suite wait for locks of theirs on the same server.
_WAITING = text("""
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database() AND backend_type = 'client backend'
""")


def at_once(*works: Callable[[], object]) -> None:
    """Run them in threads that start together; the first error is raised."""
    gate, errors = threading.Barrier(len(works)), []

    def go(work: Callable[[], object]) -> None:
        try:
            gate.wait(WAIT_S)
            work()
        except Exception as error:  # noqa: BLE001 - shown by the assertion below.
            errors.append(error)

    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert errors == []
    assert not any(thread.is_alive() for thread in threads)


def until_somebody_waits(database: Database) -> None:
    """For a lock that another transaction holds."""
    deadline = clock.monotonic() + WAIT_S
    while clock.monotonic() < deadline:
        # Anew each time: within one transaction the server tells the same standing again.
        with database.transaction() as connection:
            if connection.execute(_WAITING).scalar_one():
                return
    raise AssertionError("nobody waited")
