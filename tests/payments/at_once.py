"""Works that start together in threads of their own, for races that would not happen by themselves."""

import threading
from collections.abc import Callable

WAIT_S = 30


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
