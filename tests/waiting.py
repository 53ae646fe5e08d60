"""Waits that end when something is seen, never because of a time."""

import threading
from collections.abc import Callable
from typing import TypeVar

from kernel import clock

# What is waited for comes within seconds; a row whose worker was killed comes back after a minute (its lease), and a
# machine that has ten times its work takes its time.
PATIENCE_S = 180
PAUSE_S = 0.02

Seen = TypeVar("Seen")


def until(look: Callable[[], Seen | None], seconds: float = PATIENCE_S, what: str = "it") -> Seen:
    """What ``look`` returns once it is true; asked often, never slept on for longer than needed.

    ``what`` is named when it is not seen within ``seconds``.
    """
    deadline, pause = clock.monotonic() + seconds, threading.Event()
    while True:
        found = look()
        if found:
            return found
        assert clock.monotonic() < deadline, f"{what}: not seen within {seconds:.0f} s"
        pause.wait(PAUSE_S)
