"""An operator that speaks MTN's Collections wire over real HTTP, quirks included, and remembers what it took."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import urlsplit

HTML = b"<html><body>Forbidden</body></html>"


def error(code: str) -> bytes:
    return json.dumps({"code": code, "message": "said by the operator"}).encode()


# fault -> (status, body, headers): answers that take nothing.
CANNED: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "500": (500, b"{}", {}),
    "503": (503, HTML, {}),
    "429": (429, b"", {"Retry-After": "7"}),
    "429-bare": (429, b"", {}),
    "403-html": (403, HTML, {"Content-Type": "text/html"}),
    "400": (400, error("REQUEST_REJECTED"), {}),
    "500-currency": (500, error("INVALID_CURRENCY"), {}),
    "500-payer": (500, error("PAYER_NOT_FOUND"), {}),
    "401": (401, error("ACCESS_DENIED"), {}),
    "404-html": (404, HTML, {}),
    "html": (200, HTML, {}),
    "half-json": (200, b'{"status": "SUCC', {}),
}


@dataclass
class Taken:
    """A charge as the operator holds it. ``debits`` counts how often the payer's account was taken from."""

    body: dict[str, Any]
    status: str = "PENDING"
    reason: object = None
    said: dict[str, Any] = field(default_factory=dict)
    transaction: str = ""
    debits: int = 0


class MtnServer(ThreadingHTTPServer):
    """``faults`` are taken one a call (the token's are in ``token_faults``). ``on_charge`` runs before the answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.charges: dict[str, Taken] = {}
        self.refunds: dict[str, Taken] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.faults: deque[str] = deque()
        self.token_faults: deque[str] = deque()
        self.tokens = 0
        self.transactions = count(23503452)
        self.on_charge: Callable[[str], None] = lambda _reference: None
        self.guard = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def order(self, *faults: str) -> None:
        self.faults.extend(faults)

    def approve(self, reference: str, **said: object) -> None:
        """The payer types the PIN. ``said`` replaces fields of the answer."""
        taken = self.charges[reference]
        taken.debits += 1
        taken.status, taken.transaction = (
            "SUCCESSFUL",
            taken.transaction or str(next(self.transactions)),
        )
        taken.said = dict(said)

    def refuse(self, reference: str, reason: object, status: str = "FAILED") -> None:
        taken = self.charges[reference]
        taken.status, taken.reason = status, reason

    def status(self, reference: str) -> dict[str, Any]:
        """The status body, which is the callback's too. The reference id is not in it."""
        taken = self.charges.get(reference) or self.refunds[reference]
        body = {**taken.body, "status": taken.status}
        if taken.status == "SUCCESSFUL":
            body["financialTransactionId"] = taken.transaction
        if taken.reason is not None:
            body["reason"] = taken.reason
        return {name: value for name, value in {**body, **taken.said}.items() if value is not ...}

    def seen(self, method: str, part: str) -> list[dict[str, str]]:
        """The headers of the calls of ``method`` whose path holds ``part``."""
        return [headers for verb, path, headers in self.requests if verb == method and part in path]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: MtnServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._note()
        path = urlsplit(self.path).path
        if path.endswith("/token/"):
            self._token(raw)
        elif self._sound():
            held = self.server.refunds if "/refund" in path else self.server.charges
            self._take(held, raw)

    def do_GET(self) -> None:
        self._note()
        reference = urlsplit(self.path).path.rsplit("/", 1)[1]
        if not self._sound() or self._faulty():
            return
        if reference in self.server.charges or reference in self.server.refunds:
            self._send(200, json.dumps(self.server.status(reference)).encode())
        else:
            self._send(404, error("RESOURCE_NOT_FOUND"))

    def _note(self) -> None:
        self.server.requests.append(
            (self.command, self.path, {k.lower(): v for k, v in self.headers.items()})
        )

    def _token(self, raw: bytes) -> None:
        fault = self.server.token_faults.popleft() if self.server.token_faults else ""
        if fault == "drop":
            self.close_connection = True
        elif fault:
            self._send(*CANNED[fault])
        elif raw or not self.headers.get("X-Target-Environment"):
            self._send(400, json.dumps({"error": "Invalid or missing X-Target-Environment header"}).encode())
        else:
            self.server.tokens += 1
            token = {
                "access_token": f"t.{self.server.tokens}-/+=",
                "token_type": "access_token",
                "expires_in": 3600,
            }
            self._send(200, json.dumps(token).encode())

    def _sound(self) -> bool:
        """The gateway's own checks: a User-Agent of python-requests gets HTML, a stale token 401."""
        if "python-requests" in self.headers.get("User-Agent", ""):
            self._send(*CANNED["403-html"])
            return False
        if self.headers.get("Authorization") != f"Bearer t.{self.server.tokens}-/+=":
            self._send(*CANNED["401"])
            return False
        return True

    def _take(self, held: dict[str, Taken], raw: bytes) -> None:
        reference, fault = (
            self.headers["X-Reference-Id"],
            self.server.faults.popleft() if self.server.faults else "",
        )
        if fault in CANNED:
            self._send(*CANNED[fault])
            return
        with self.server.guard:
            known = reference in held
            if not known:
                held[reference] = Taken(json.loads(raw))
        self.server.on_charge(reference)
        if fault in ("drop", "accept-then-drop"):
            if fault == "drop":
                held.pop(reference)
            self.close_connection = True
        elif known:
            self._send(409, error("RESOURCE_ALREADY_EXIST"))
        else:
            self._send(202, b"")

    def _faulty(self) -> bool:
        fault = self.server.faults.popleft() if self.server.faults else ""
        if fault in CANNED:
            self._send(*CANNED[fault])
        elif fault:
            self.close_connection = True
        return bool(fault)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the parent's.
        """Nothing on the terminal."""


@contextmanager
def serving() -> Iterator[MtnServer]:
    with MtnServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
