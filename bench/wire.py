"""One phone after another on one kept-alive connection: send a request, gather its reply."""

import re
import socket

from bench.journeys import Exchange

READ_BYTES = 65536
# A USSD reply is 182 characters and a few headers: more than this is not one.
REPLY_BYTES_MAX = 64 * 1024
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
HEAD_END = b"\r\n\r\n"


class Broken(Exception):
    """The server closed the connection, or sent what is not an HTTP reply."""


class Wire:
    """Non-blocking; at most one request is under way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connect()

    def _connect(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        self._received = b""
        self.fd = self._socket.fileno()

    def send(self, exchange: Exchange) -> None:
        """A request of half a kilobyte always fits the empty socket buffer."""
        if self._socket.send(exchange.request) != len(exchange.request):
            raise Broken("request sent in part")

    def receive(self) -> tuple[bytes, bytes] | None:
        """Status and body when the reply is whole, else None. Raises Broken."""
        try:
            part = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return None
        except OSError as error:
            raise Broken(type(error).__name__) from error
        self._received += part
        if not part or len(self._received) > REPLY_BYTES_MAX:
            raise Broken("closed by the server" if not part else "reply without end")
        head_end = self._received.find(HEAD_END)
        if head_end < 0:
            return None
        length = LENGTH.search(self._received, 0, head_end)
        if length is None:
            raise Broken("no Content-Length")
        body = self._received[head_end + len(HEAD_END) :]
        if len(body) < int(length[1]):
            return None
        status, self._received = self._received[9:12], b""
        return status, body

    def again(self) -> None:
        """A new connection in the place of a broken one."""
        self.close()
        self._connect()

    def close(self) -> None:
        self._socket.close()
