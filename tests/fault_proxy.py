"""A wire that misbehaves on order: between us and a real server it passes, delays, swallows, cuts or refuses."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

PASS, DELAY, BLACK_HOLE, CUT = "pass", "delay", "black-hole", "cut"


class FaultProxy:
    """``url`` leads to the server behind ``target``. ``mode`` holds for whatever is sent from now on."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = target.replace(f"{self._server[0]}:{self._server[1]}", f"127.0.0.1:{self.port}")
        self.mode, self.delay_s = PASS, 1.0
        self.held = 0  # what is being delayed now
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
        with contextlib.suppress(OSError):
            self.refuse()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _ = listener.accept()
                theirs = socket.create_connection(self._server, timeout=5)
                theirs.settimeout(None)
                self._open += [ours, theirs]
                for pair in ((ours, theirs, True), (theirs, ours, False)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, outward: bool) -> None:
        with contextlib.suppress(OSError), source:
            while (data := source.recv(65536)) and self._passes(data, outward):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def _passes(self, data: bytes, outward: bool) -> bool:
        """Whether the data may go on; False ends the connection."""
        if not outward and self.cut_after and self.hit.is_set():
            return False
        if outward and self.cut_before and self.cut_before in data:
            self.hit.set()
            return False
        if outward and self.cut_after and self.cut_after in data:
            self.hit.set()
        if self.mode == DELAY and outward:
            self.held += 1
            self._ending.wait(self.delay_s)
            self.held -= 1
        while self.mode == BLACK_HOLE and not self._ending.wait(0.01):
            pass
        return self.mode != CUT


@contextmanager
def in_front_of(target: str) -> Iterator[FaultProxy]:
    """A proxy for the time of a test."""
    proxy = FaultProxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
