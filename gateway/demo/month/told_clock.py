"""The clock of this process, set to the moment that is being told. Only the process that writes the month does this."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kernel import clock


@contextmanager
def told(at: datetime) -> Iterator[None]:
    """``kernel.clock.now()`` is ``at`` until the end of the block; deadlines (``monotonic``) go on."""
    before = clock.now
    # Every room asks the clock by its module's name, so that this one place is enough.
    vars(clock)["now"] = lambda: at
    try:
        yield
    finally:
        vars(clock)["now"] = before
