"""The simulated world served on a free port, in front of a stand-in gateway."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from simulator.app import create_app
from simulator.options import Options
from simulator.world import World, build
from tests.chromium import started
from tests.simulator.gateway import Gateway, serve

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
# Waits cut to what a test can afford. Those of a minute and more end when a test shifts the clock: cut to fractions of
# a second they would end too soon on a machine that stands still for a moment.
QUICK = {
    "event_after_s": 0.02,
    "report_after_s": 0.15,
    "inbound_retry_s": 0.05,
    "retry_s": 0.02,
    "late_s": 60.0,
    "app_timeout_s": 60.0,  # The test of an impatient operator says less.
    "hang_s": 120.0,
    "delay_s": 0.15,
    "moov_push_s": 0.4,
    "created_s": 60.0,
    "batch_s": 0.2,
}


@dataclass(frozen=True)
class Reply:
    """What the simulator answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer to look at."""

    def redirect_request(self, *args: Any) -> None:
        """Follow nothing."""


OPENER = urllib.request.build_opener(NoRedirect)


@dataclass(frozen=True)
class Simulator:
    """The world's address, and the calls tests make."""

    url: str
    world: World

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """One HTTP request; dict bodies go as JSON, bytes as a form."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if data is not None and not isinstance(body, bytes):
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - loopback
        try:
            with OPENER.open(request, timeout=60) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())

    def post(self, path: str, body: Any) -> Reply:
        """POST JSON."""
        return self.call("POST", path, body)

    def dial(self, phone: str, code: str = "*384#", **more: str) -> Any:
        """Dial and give the step."""
        return self.post("/phone/api/dial", {"phone": phone, "code": code, **more}).json

    def answer(self, phone: str, text: str) -> Any:
        """Answer and give the step."""
        return self.post("/phone/api/answer", {"phone": phone, "text": text}).json

    def fault(self, system: str, fault: str, **more: Any) -> None:
        """Order a fault."""
        reply = self.post("/faults", {"system": system, "fault": fault, **more})
        assert reply.status == 201, reply.body


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon and the time goes on: no day ends under a test, and a test may shift it."""
    with time_machine.travel(NOON, tick=True) as traveller:
        yield traveller


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A stand-in gateway on a free port."""
    gateway = Gateway()
    server = serve(gateway)
    yield gateway
    server.shutdown()
    server.server_close()


@pytest.fixture
def options(gateway: Gateway, tmp_path: Path) -> Options:
    """What the world is told: this gateway, short waits, an empty state."""
    return Options(gateway=gateway.url, state=tmp_path / "state", **QUICK)  # type: ignore[arg-type]


@pytest.fixture
def simulator(options: Options) -> Iterator[Simulator]:
    """A running world."""
    world = build(options)
    server = make_server("127.0.0.1", 0, create_app(world), threaded=True)
    server.RequestHandlerClass.log_request = lambda *args: None  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    world.start()
    yield Simulator(f"http://127.0.0.1:{server.server_port}", world)
    world.stopping.set()
    server.shutdown()
    server.server_close()
    world.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with started() as browser:
        yield browser
