"""A little server with the wire of Africa's Talking: one scripted answer a request, every request kept."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from kernel.egress import Egress
from sms.africastalking.send import AfricasTalking

JSON = {"Content-Type": "application/json; charset=utf-8"}  # With the charset that the SDK stumbles over.
SANDBOX = "sandbox-user"
Answer = tuple[int, Mapping[str, str], bytes]


def recipients(*lines: Mapping[str, object], message: str = "Sent to 1/1 Total Cost: XOF 18.0000") -> Answer:
    """201 with these recipients, as production answers."""
    body = {"SMSMessageData": {"Message": message, "Recipients": list(lines)}}
    return 201, JSON, json.dumps(body).encode()


def line(code: int = 101, message_id: str = "ATXid_1", **more: object) -> dict[str, object]:
    """One recipient of an answer."""
    status = "Success" if code < 400 else "Failed"
    return {
        "statusCode": code, "number": "+22370000001", "status": status, "cost": "XOF 18.0000",
        "messageId": message_id, "messageParts": 1, **more,
    }  # fmt: skip


class Wire:
    """``answers`` are used in order, the last for ever; ``None`` hangs up without a word."""

    def __init__(self, *answers: Answer | None) -> None:
        self.answers: list[Answer | None] = list(answers)
        self.requests: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.before_answer: Callable[[], object] = lambda: None
        self.url = ""
        self.egresses: list[Egress] = []

    def provider(self, url: str = "") -> AfricasTalking:
        """The real provider of the real SDK, pointed here."""
        base = url or self.url
        egress = Egress([base], allow_private={"127.0.0.0/8"})
        self.egresses.append(egress)
        return AfricasTalking(username=SANDBOX, api_key="key", base_url=base, egress=egress)


class _Server(ThreadingHTTPServer):
    """A worker opens 32 connections at once: with the usual 5 waiting places some would be cut."""

    request_queue_size = 128


@contextmanager
def serving(*answers: Answer | None) -> Iterator[Wire]:
    """A server on loopback for the time of a test."""
    wire = Wire(*answers)
    server = _Server(("127.0.0.1", 0), _handler(wire))
    # A test ends while a hung handler still waits: its thread must not be waited for.
    server.daemon_threads, server.block_on_close = True, False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    wire.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield wire
    finally:
        for egress in wire.egresses:
            egress.close()
        server.shutdown()
        server.server_close()


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            wire.requests.append(dict(parse_qsl(body.decode())))
            wire.headers.append({name.lower(): value for name, value in self.headers.items()})
            wire.paths.append(self.path)
            answer = wire.answers.pop(0) if len(wire.answers) > 1 else wire.answers[0]
            wire.before_answer()
            # A client that has read enough hangs up, as it should.
            with contextlib.suppress(ConnectionError):
                if answer is not None:
                    self._answer(*answer)

        def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | dict(headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
