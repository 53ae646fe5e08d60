"""A stand-in gateway: keeps every request as bytes and answers what the test set up. Not Guichet."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> list[tuple[str, str]]:
        """The fields in the order they were sent."""
        return parse_qsl(self.body.decode(), keep_blank_values=True)

    def field(self, name: str) -> str:
        """One field of the form."""
        return dict(self.form)[name]


def screen(seen: Seen) -> Answer:
    """The usual answer: a screen on USSD, 200 elsewhere."""
    return 200, {"Content-Type": "text/plain"}, b"CON Bienvenue\n1 Suivre un dossier"


@dataclass
class Gateway:
    """``answer`` may be replaced at any time; ``wait`` returns once enough requests came to a path."""

    answer: Callable[[Seen], Answer] = screen
    seen: list[Seen] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)
    url: str = ""

    def at(self, path: str) -> list[Seen]:
        """What came to paths ending so, oldest first."""
        return [each for each in self.seen if each.path.endswith(path)]

    def wait(self, path: str, count: int = 1, deadline_s: float = 60.0) -> list[Seen]:
        """Block until ``count`` requests came to ``path``."""
        with self.news:
            came = self.news.wait_for(lambda: len(self.at(path)) >= count, deadline_s)
        assert came, (
            f"{len(self.at(path))} of {count} requests at {path}; all: {[each.path for each in self.seen]}"
        )
        return self.at(path)

    def take(self, seen: Seen) -> Answer:
        """Keep a request and answer it."""
        with self.news:
            self.seen.append(seen)
            self.news.notify_all()
        return self.answer(seen)


def serve(gateway: Gateway) -> ThreadingHTTPServer:
    """Serve ``gateway`` on a free port, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, reply = gateway.take(
                Seen(self.path, dict(self.headers.items()), body, self.command)
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def do_PUT(self) -> None:
            self.do_POST()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = (
            128  # With the usual 5, eight hands at once would wait for a lost SYN to be sent again.
        )

    server = Server(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
