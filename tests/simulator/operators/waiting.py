"""Waits for something observable, never for a time."""

import time
from collections.abc import Callable


def until(seen: Callable[[], bool], deadline_s: float = 60.0) -> None:
    """Ask again until ``seen``; an assertion fails at the deadline."""
    end = time.monotonic() + deadline_s
    while not seen():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
