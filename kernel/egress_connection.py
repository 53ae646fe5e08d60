"""One connection to one host, checked when opened and timed as a whole. Only for `kernel/egress.py`."""

import contextlib
import http.client
import io
import logging
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError
from urllib3.response import HTTPResponse

from kernel.clock import monotonic
from kernel.egress_deadline import TimedReader, left
from kernel.egress_errors import EgressError, NotReached, TooLarge, Unanswered
from kernel.egress_guard import AddressGuard
from kernel.egress_targets import Target

CONNECT_S = 3.0  # TCP, then TLS, each: a second lost SYN is sent again after 3 s, later ones are hopeless.
_PIECE = 16 * 1024  # One TLS record: the deadline is looked at between two.
_REASONS: dict[type[BaseException], str] = {
    TimeoutError: "timeout",
    ReadTimeoutError: "timeout",
    DecodeError: "encoding",
}  # Anything else is "broken".

# Its only messages warn of odd response headers and print the whole URL, query included.
logging.getLogger("urllib3.connection").disabled = True


@dataclass(frozen=True, slots=True)
class Message:
    """A request without its destination. Header values and body are never logged."""

    method: str
    headers: Mapping[str, str]
    body: bytes | None


class Connection(HTTPConnection):
    """`deadline` is set before each exchange, in seconds of `kernel.clock.monotonic`."""

    def __init__(self, target: Target, guard: AddressGuard, deadline: float) -> None:
        super().__init__(target.host, target.port)
        self.deadline = deadline
        self.idle_since = 0.0
        self._guard = guard
        self._reader: TimedReader | None = None

    def open(self) -> None:
        """TCP and TLS. Raises NotReached or EgressRefused: nothing was sent."""
        try:
            self.connect()
        except EgressError:
            raise
        except (ssl.SSLError, HTTPError):
            raise NotReached(self.host, "tls") from None
        except OSError:
            raise NotReached(self.host, "connect") from None

    def exchange(self, path: str, message: Message, max_bytes: int) -> tuple[HTTPResponse, bytes]:
        """Raises Unanswered or TooLarge; the connection must then be closed."""
        try:
            self.request(message.method, path, message.body, message.headers, preload_content=False)
            with contextlib.closing(self.getresponse()) as response:
                return response, self._body(response, max_bytes)
        except (OSError, HTTPError, http.client.HTTPException) as error:
            # Such exceptions quote the answer, hence "from None".
            reasons = (word for kind, word in _REASONS.items() if isinstance(error, kind))
            raise Unanswered(self.host, next(reasons, "broken")) from None

    def _body(self, response: HTTPResponse, max_bytes: int) -> bytes:
        if self._reader is not None and self._reader.ended:
            # http.client takes headers that stop in the middle for whole ones.
            raise http.client.IncompleteRead(b"")
        if (response.length_remaining or 0) > max_bytes:
            raise TooLarge(self.host, "length")
        # One byte over the cap tells too large from just fitting. read() counts after decompression, and
        # decompresses no further, so that a bomb of some kB never unfolds in memory.
        body = response.read(max_bytes + 1)
        if len(body) > max_bytes:
            raise TooLarge(self.host, "length")
        response.read(1)  # Reads the end mark of a chunked body, so that the connection can be kept.
        return body

    def _new_conn(self) -> socket.socket:
        endpoints = self._guard.endpoints(self.host, self.port, left(self.deadline))
        until = min(monotonic() + CONNECT_S, self.deadline)
        for tried, (family, address) in enumerate(endpoints):
            share = (until - monotonic()) / (len(endpoints) - tried)
            if share <= 0:
                break
            try:
                return self._dial(family, address, share)
            except OSError:
                continue
        raise NotReached(self.host, "connect")

    def _dial(self, family: socket.AddressFamily, address: tuple[str, int], seconds: float) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(seconds)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
            sock.settimeout(min(CONNECT_S, left(self.deadline)))  # For the TLS handshake.
        except BaseException:
            sock.close()
            raise
        return sock

    def send(self, data: Any) -> None:  # noqa: ANN401 - as above; it is always bytes here.
        """In pieces, each with what is left of the time: a peer that stops reading does not hold us."""
        view = memoryview(data)
        for start in range(0, len(view), _PIECE):
            if self.sock is not None:
                self.sock.settimeout(left(self.deadline))
            super().send(view[start : start + _PIECE])

    def response_class(  # type: ignore[override]  # http.client calls it so, a function serves as well.
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None
    ) -> http.client.HTTPResponse:
        response = http.client.HTTPResponse(sock, debuglevel, method)
        raw = response.fp.detach()
        self._reader = TimedReader(raw, sock, self.deadline)
        response.fp = io.BufferedReader(self._reader)
        return response


class TLSConnection(Connection, HTTPSConnection):
    """The certificate is checked against the name, while the socket goes to the checked address."""


def connect(target: Target, guard: AddressGuard, tls: ssl.SSLContext, deadline: float) -> Connection:
    """An open connection. Raises NotReached or EgressRefused."""
    connection = (TLSConnection if target.scheme == "https" else Connection)(target, guard, deadline)
    if isinstance(connection, TLSConnection):
        connection.ssl_context, connection.cert_reqs = tls, tls.verify_mode
    connection.open()
    return connection
