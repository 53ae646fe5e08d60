"""A little provider on loopback: scripted answers over real HTTP, every request kept as it came."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kernel.egress import Egress, Response

Answer = tuple[int, Mapping[str, str], bytes]
TLS = ssl.create_default_context()  # Reading the authorities takes longer than most of these tests.


@dataclass(frozen=True)
class Call:
    """One request as it came. ``fields`` are those of the query and of a form."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, str]:
        form = self.body.decode() if "form" in self.headers.get("content-type", "") else ""
        return dict(parse_qsl(self.query) + parse_qsl(form))


class Wire:
    """``answers`` are used in order, the last for ever; None hangs up. ``asides`` answer a path, uncounted."""

    def __init__(self, *answers: Answer | None, asides: Mapping[str, Answer] | None = None) -> None:
        self.answers = list(answers)
        self.asides = dict(asides or {})
        self.calls: list[Call] = []
        self.tokens = 0
        self.before_answer: Callable[[], object] = lambda: None
        self.url = ""

    def answer(self, call: Call) -> Answer | None:
        if call.path in self.asides:
            self.tokens += 1
            return self.asides[call.path]
        self.calls.append(call)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.before_answer()
        return answer


class Patient(Egress):
    """The egress, with a minute for everything: a machine that stands still for seconds makes no answer late."""

    def request(self, method: str, url: str, **more: Any) -> Response:
        return super().request(method, url, **(more | {"timeout_s": 60.0}))


@contextmanager
def egress_to(*urls: str) -> Iterator[Egress]:
    egress = Patient(urls, allow_private={"127.0.0.0/8"}, tls=TLS)
    try:
        yield egress
    finally:
        egress.close()


@contextmanager
def serving(*answers: Answer | None, asides: Mapping[str, Answer] | None = None) -> Iterator[Wire]:
    """A server for the time of a test."""
    wire = Wire(*answers, asides=asides)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(wire))
    # A test ends while a hung handler still waits: its thread must not be waited for.
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    wire.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            address, headers = urlsplit(self.path), {k.lower(): v for k, v in self.headers.items()}
            answer = wire.answer(Call(self.command, address.path, address.query, headers, body))
            # A client that has read enough hangs up, as it should.
            with contextlib.suppress(ConnectionError):
                if answer is not None:
                    self._say(*answer)

        do_GET = do_POST = reply  # noqa: N815 - the names that http.server calls.

        def _say(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | dict(headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
