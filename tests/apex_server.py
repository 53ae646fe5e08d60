"""An administration that speaks APEX's wire over real HTTP, obeys ordered faults, remembers what it saw."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from backends.apex import Apex
from backends.breaker import LocalBreaker
from backends.gate import Gate
from kernel.egress import Egress

HTML = b"<html><body>Maintenance</body></html>"
# Nobody but who is about silence may meet it, however slow the machine: the longest that Egress allows.
PATIENT_S = 60.0
# fault -> (status, body, headers): answers that need nothing done.
CANNED: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "503": (503, b"{}", {}),
    "500": (500, b"{}", {}),
    "429": (429, b"{}", {"Retry-After": "7"}),
    "401": (401, b"{}", {}),
    "422": (422, '{"error": "La pièce est illisible."}'.encode(), {}),
    "html": (200, HTML, {"Content-Type": "text/html"}),
    "half-json": (200, b'{"fileId": "A-1", "refer', {}),
    "redirect": (302, b"", {"Location": "http://169.254.169.254/latest/meta-data"}),
    "other-reference": (200, b'{"fileId": "A-1", "reference": "260000000000", "status": "PENDING"}', {}),
    "no-status": (200, b'{"fileId": "A-1"}', {}),
}


class ApexServer(ThreadingHTTPServer):
    """``files`` by reference. ``faults`` are taken one a request; who is not answered waits for ``hold``."""

    daemon_threads = True
    # With the usual five waiting places some of many at once would be cut.
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, dict[str, Any]] = {}
        self.filings: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.faults: deque[str] = deque()
        self.hold = threading.Event()
        self.guard = threading.Lock()
        self.came = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def order(self, *faults: str) -> None:
        self.faults.extend(faults)

    def set(self, reference: str, status: str, stage: str = "", comment: str = "", at: str = "") -> None:
        """An officer has moved the file."""
        self.files[reference] |= {"status": status, "stage": stage, "comment": comment} | (
            {"updatedAt": at} if at else {}
        )

    def count(self, method: str) -> int:
        return sum(1 for seen, _, _ in self.requests if seen == method)

    def await_requests(self, count: int) -> None:
        """Until so many have come, answered or not."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.requests) >= count, PATIENT_S), "no request came"

    def take(self, body: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        with self.guard:
            self.filings.append(body)
            known = body["reference"] in self.files
            if not known:
                file_id = f"APEX-2026-{len(self.files) + 1:06d}"
                self.files[body["reference"]] = {
                    "fileId": file_id, "reference": body["reference"], "status": "PENDING",
                }  # fmt: skip
            return dict(self.files[body["reference"]]), not known

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: ApexServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._faulty(body):
            return
        file, new = self.server.take(body)
        self._json(201 if new else 200, {key: file[key] for key in ("fileId", "reference", "status")})

    def do_GET(self) -> None:
        if self._faulty(None):
            return
        parts = urlsplit(self.path)
        if parts.path == "/applications":
            reference = parse_qs(parts.query)["reference"][0]
            self._json(200, [file for key, file in self.server.files.items() if key == reference])
            return
        wanted = parts.path.rsplit("/", 1)[1]
        found = [file for file in self.server.files.values() if file["fileId"] == wanted]
        self._json(200, found[0]) if found else self._json(404, {"error": "Dossier inconnu."})

    def _faulty(self, body: dict[str, Any] | None) -> bool:
        fault = self.server.faults.popleft() if self.server.faults else ""
        with self.server.came:
            self.server.requests.append((self.command, self.path, dict(self.headers)))
            self.server.came.notify_all()
        if fault in CANNED:
            self._send(*CANNED[fault])
        elif fault == "accept-then-drop":
            if body is not None:
                self.server.take(body)
            self.close_connection = True
        elif fault == "drop":
            self.close_connection = True
        elif fault == "timeout":
            self.server.hold.wait(2 * PATIENT_S)
            self.close_connection = True
        elif fault == "huge":
            self._huge()
        return bool(fault)

    def _huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(50 * 1024 * 1024))
        self.end_headers()
        self.close_connection = True
        for _ in range(50):
            self.wfile.write(b" " * 1024 * 1024)

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value, ensure_ascii=False).encode(), {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the parent's.
        """Nothing on the terminal."""


@contextmanager
def serving() -> Iterator[ApexServer]:
    with ApexServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.hold.set()
            server.shutdown()
            thread.join()


def connector(
    server: ApexServer, gate: Gate | None = None, timeout_s: float = PATIENT_S, egress: Egress | None = None
) -> Apex:
    egress = egress or Egress([server.url], allow_private=["127.0.0.0/8"])
    return Apex(egress, server.url, "ML/GOV/GUICHET/APP", gate or Gate(LocalBreaker()), timeout_s=timeout_s)
