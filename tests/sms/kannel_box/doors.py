"""Our Kannel doors on a real port, behind a server whose application a test sets."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

Wsgi = Callable[[dict[str, Any], Any], Any]
TOKEN = "s3cret"
GET_URL = "{doors}/inbound?from=%p&to=%P&text=%b&id=%I&time=%T&coding=%c&udh=%u"


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


@dataclass
class Place:
    """The port. ``fails`` posts of an SMS are answered 503 in its place; ``asked`` are the addresses."""

    app: Wsgi = field(default_factory=lambda: Response("", 404))
    fails: int = 0
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def doors(self) -> str:
        """The address of our Kannel doors."""
        return f"{self.url}/sms/kannel/{TOKEN}"

    @property
    def get_url(self) -> str:
        """What Kannel is told to ask for each SMS."""
        return GET_URL.format(doors=self.doors)

    def at(self, door: str) -> list[str]:
        """The queries that came to one of the doors, oldest first."""
        return [
            asked.partition("?")[2] for asked in self.asked if asked.partition("?")[0].endswith(f"/{door}")
        ]

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        """Answer one request."""
        self.asked.append(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}")
        # A report of an earlier message may come at any moment: it is none of them.
        if self.fails and environ["PATH_INFO"].endswith("/inbound"):
            self.fails -= 1
            return Response("", 503)(environ, start)
        return self.app(environ, start)


@contextmanager
def serving() -> Iterator[Place]:
    """A server on a free port."""
    place = Place()
    server = make_server("127.0.0.1", 0, place, threaded=True, request_handler=Quiet)
    assert isinstance(server, ThreadedWSGIServer)
    # A door at work when the last test ends is waited for: the tables are the next test's.
    server.daemon_threads = False
    place.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
