"""One deadline over all the reads of an exchange. Not a timeout of one read: a slow drip outlives that."""

import io
import socket
from typing import Any

from kernel.clock import monotonic


def left(deadline: float) -> float:
    """Seconds until the deadline. Raises TimeoutError when there are none."""
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise TimeoutError("deadline passed")
    return seconds


class TimedReader(io.RawIOBase):
    """Each read from the socket gets what is left of the whole exchange: a slow drip does not outlive it."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - Python 3.11 has no type for a buffer.
        self._sock.settimeout(left(self._deadline))
        count = self._raw.readinto(buffer)
        self.ended = count == 0
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
