"""How many files to take are made at the same time in this process. How often somebody may ask: `kernel/limits.py`."""

import threading

# A process has four threads and serves dials too: one of them may be busy with a file, never all.
AT_ONCE = 1


class Turnstile:
    """Not waited at: who comes second is told to come back."""

    def __init__(self, places: int = AT_ONCE) -> None:
        self._places = threading.BoundedSemaphore(places)

    def enter(self) -> bool:
        """Whether there was a place; then ``leave`` exactly once."""
        return self._places.acquire(blocking=False)

    def leave(self) -> None:
        """The file is made, or its reader went away."""
        self._places.release()
