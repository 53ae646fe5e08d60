"""What the rails' little operators share: real HTTP on loopback, ordered faults, a memory of what was asked."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

HTML = b"<html><body>503 Service Unavailable</body></html>"


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] | None = None


# Answers given in place of the operator's own.
CANNED = {
    "500": Answer(500, b'{"message": "boom"}'),
    "503": Answer(503, HTML, "text/html"),
    "502": Answer(502, HTML, "text/html"),
    "html": Answer(200, HTML, "text/html"),
    "401": Answer(401, b"{}"),
    "429": Answer(429, b"{}", headers={"Retry-After": "7"}),
    "half": Answer(200, b'{"status": "PEN'),
    "huge": Answer(200, b" " * (300 * 1024)),
}


class OperatorServer(ThreadingHTTPServer):
    """``faults[kind]`` are taken one a request of that kind ("request", "ask"). "lost" is done and then hung up."""

    daemon_threads = True
    amount: int | str | None = None  # What the operator says was paid, in place of what was asked for.
    word: str | None = None  # A state in place of the true one.
    without_id = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: list[Call] = []
        self.faults: dict[str, list[str]] = {"request": [], "ask": []}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def kind(self, call: Call) -> str:
        """Which kind of call it is, "" for others."""
        raise NotImplementedError

    def reply(self, call: Call) -> Answer:
        """The operator's own answer."""
        raise NotImplementedError

    def charges(self) -> int:
        """How many payable charges it holds."""
        raise NotImplementedError

    def approve(self) -> None:
        """The payer says yes to the newest charge."""
        raise NotImplementedError

    def decline(self) -> None:
        """The payer says no."""
        raise NotImplementedError

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: OperatorServer
    protocol_version = "HTTP/1.1"
    wbufsize = 64 * 1024  # One packet an answer: two would wait for each other for 40 ms.

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = Call(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        self.server.calls.append(call)
        waiting = self.server.faults.get(self.server.kind(call), [])
        fault = waiting.pop(0) if waiting else ""
        answer = CANNED.get(fault) or self.server.reply(call)
        if fault == "lost":
            self.close_connection = True
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in (answer.headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = answer  # noqa: N815 - the names that http.server calls.

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library.
        """Silence."""


Operator = TypeVar("Operator", bound=OperatorServer)


@contextmanager
def serving(server: Operator) -> Iterator[Operator]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
