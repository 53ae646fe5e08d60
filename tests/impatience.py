"""Answers that do not come in time, though the machine stands still for seconds and nothing else may be late."""

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kernel import egress_connection
from kernel.clock import monotonic
from kernel.egress_deadline import TimedReader

ANSWER_S = 0.3


@contextmanager
def impatient() -> Iterator[list[float]]:
    """An answer gets a third of a second, and only the answer: to be reached a server has all the time it had.

    The seconds that were left for each answer, had nobody been in a hurry.
    """
    left: list[float] = []

    class Impatient(TimedReader):
        def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
            left.append(deadline - monotonic())
            super().__init__(raw, sock, monotonic() + ANSWER_S)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(egress_connection, "TimedReader", Impatient)
        yield left
