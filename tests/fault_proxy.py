"""A wire that misbehaves on order: between us and a real server it passes, delays, swallows, cuts or refuses."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from gateway.embedded.place import free_port

# LATE: the server gets it when whoever sent it waits no longer. HOLD: it waits for ``go``. SLOW: for ``SLOW_S``.
PASS, LATE, HOLD, SLOW, BLACK_HOLE, CUT = "pass", "late", "hold", "slow", "black-hole", "cut"
SLOW_S = 0.2


class FaultProxy:
    """``url`` leads to the server behind ``target``. ``mode`` holds for whatever is sent from now on."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 0)
        # Not one of the kernel's: while nobody listens, it must not be given to somebody else.
        self.port = free_port()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.url = target.replace(f"{self._server[0]}:{self._server[1]}", f"127.0.0.1:{self.port}")
        self.mode, self.go = PASS, threading.Event()
        self.held = 0  # what waits for ``go``
        self._guard = threading.Lock()
        # The connection that carries this word dies: before the server has it, or with the server's answer.
        self.cut_before, self.cut_after = b"", b""
        self.hit = threading.Event()
        self._ending = threading.Event()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def refuse(self) -> None:
        """Nobody listens any more, and who was connected is cut."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def listen_again(self) -> None:
        """Back on the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Every connection, now."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        self._ending.set()
        self.go.set()
        with contextlib.suppress(OSError):
            self.refuse()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _ = listener.accept()
                theirs = socket.create_connection(self._server, timeout=60)
                theirs.settimeout(None)
                self._open += [ours, theirs]
                for pair in ((ours, theirs, True), (theirs, ours, False)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, outward: bool) -> None:
        with contextlib.suppress(OSError), source:
            while (data := source.recv(65536)) and self._passes(source, data, outward):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def _passes(self, source: socket.socket, data: bytes, outward: bool) -> bool:
        """Whether the data may go on; False ends the connection."""
        if not outward and self.cut_after and self.hit.is_set():
            return False
        if outward and self.cut_before and self.cut_before in data:
            self.hit.set()
            return False
        if outward and self.cut_after and self.cut_after in data:
            self.hit.set()
        if self.mode == HOLD and outward:
            with self._guard:
                self.held += 1
            self.go.wait()
        if self.mode == SLOW and outward:
            self._ending.wait(SLOW_S)
        while self.mode == LATE and outward and not _is_given_up(source) and not self._ending.wait(0.01):
            pass
        while self.mode == BLACK_HOLE and not self._ending.wait(0.01):
            pass
        return self.mode != CUT


def _is_given_up(source: socket.socket) -> bool:
    """Whether the other end has hung up; what else it has sent stays where it is."""
    readable = select.select([source], [], [], 0)[0]
    return bool(readable) and not source.recv(1, socket.MSG_PEEK)


@contextmanager
def in_front_of(target: str) -> Iterator[FaultProxy]:
    """A proxy for the time of a test."""
    proxy = FaultProxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
