"""One HTTP request as bytes on a wire, readable by the person who looks. Follows no redirect."""

import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator import clock

# No screen, report or event answer comes near this; a runaway peer must not fill the memory.
MAX_REPLY_BYTES = 1024 * 1024


class Unreachable(Exception):
    """No complete answer came; ``reason`` is ``refused``, ``timeout``, ``closed`` or ``too-large``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Request:
    """A POST, or what ``method`` says. ``headers`` leave in this order, after Host."""

    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    method: str = "POST"

    @property
    def target(self) -> str:
        """The path and the query."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def raw(self) -> str:
        """The request as it goes on the wire."""
        parts = urlsplit(self.url)
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [f"Content-Length: {len(self.body)}", "", self.body.decode("utf-8", "replace")]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and how long it took in milliseconds."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    ms: float

    def header(self, name: str) -> str:
        """The first header of that name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def raw(self) -> str:
        """The reply as it came."""
        lines = [f"HTTP/1.1 {self.status} {http.client.responses.get(self.status, '')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\n".join([*lines, "", self.body.decode("utf-8", "replace")])


def send(request: Request, timeout_s: float) -> Reply:
    """Send and wait for the whole answer for at most ``timeout_s`` seconds in all; Unreachable otherwise."""
    started = clock.monotonic()
    connection = _connect(request.url, timeout_s)
    try:
        return _exchange(connection, request, started, timeout_s)
    except TimeoutError:
        raise Unreachable("timeout") from None
    except ConnectionRefusedError:
        raise Unreachable("refused") from None
    except (OSError, http.client.HTTPException):
        raise Unreachable("closed") from None
    finally:
        connection.close()


def _connect(url: str, timeout_s: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout_s, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=timeout_s)


def _exchange(
    connection: http.client.HTTPConnection, request: Request, started: float, timeout_s: float
) -> Reply:
    parts = urlsplit(request.url)
    connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
    for name, value in (("Host", parts.netloc), *request.headers, ("Content-Length", str(len(request.body)))):
        connection.putheader(name, value)
    connection.endheaders(request.body)
    response = connection.getresponse()
    chunks: list[bytes] = []
    while chunk := response.read1(65536):
        chunks.append(chunk)
        if sum(map(len, chunks)) > MAX_REPLY_BYTES:
            raise Unreachable("too-large")
        if clock.monotonic() - started > timeout_s:
            raise Unreachable("timeout")
    milliseconds = (clock.monotonic() - started) * 1000
    return Reply(response.status, tuple(response.getheaders()), b"".join(chunks), round(milliseconds, 1))
