"""Requests that no client of ours sends, against the real server. Bad-input rows 80 and 81."""

import contextlib
import socket
from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from gateway.front import application
from gateway.serve import HEADER_READ_MS
from gateway.wiring import Guichet
from tests.gateway.running import Process
from tests.patience import Awake

FORM = b"sessionId=s&phoneNumber=%2B22370000001&serviceCode=%2A384%23&text="
USSD = (
    b"POST /ussd/africastalking/demo HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
LENGTH = b"Content-Length: %d\r\n" % len(FORM)
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def said(server: Process, *sent: bytes, quiet_s: float = 60, patience_s: float = 60) -> bytes:
    """What the server answers until it closes, or has answered and says nothing more for ``quiet_s``."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=patience_s) as wire:
        got = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            for part in sent:
                wire.sendall(part)
            while part := wire.recv(65536):
                got += part
                wire.settimeout(quiet_s)
        return got


HOSTS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "evil.example:8000",
    "[::2]",
    "",
    "LOCALHOST.",
]


@pytest.mark.parametrize("path", ["/ussd/africastalking/demo", "/readyz", "/partner/events", "/nothing"])
@pytest.mark.parametrize("host", HOSTS, ids=[host or "none" for host in HOSTS])
def test_a_host_that_is_not_ours_is_refused_at_every_door(guichet: Guichet, path: str, host: str) -> None:
    """Bad-input row 80."""
    answer = Client(application(guichet)).post(path, environ_overrides={"HTTP_HOST": host})
    assert (answer.status_code, answer.data) == (400, b"unknown host\n")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "localhost:1"])
def test_our_own_names_are_answered_at_any_port(guichet: Guichet, host: str) -> None:
    assert (
        Client(application(guichet)).get("/healthz", environ_overrides={"HTTP_HOST": host}).status_code == 200
    )


def test_the_real_server_refuses_another_host_too(server: Process) -> None:
    """Bad-input row 80."""
    answer = said(server, b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.usefixtures("redis")
def test_a_good_request_is_answered(server: Process) -> None:
    answer = said(server, USSD, LENGTH, b"Connection: close\r\n\r\n", FORM)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"CON Guichet" in answer


BEHIND = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
AMBIGUOUS = {
    "length and chunks": USSD + LENGTH + CHUNKED,
    "chunks and length": USSD + CHUNKED + LENGTH,
    "two lengths": USSD + LENGTH + b"Content-Length: 3\r\n",
    "a length with a sign": USSD + b"Content-Length: +%d\r\n" % len(FORM),
    "an encoding that is not ours": USSD + b"Transfer-Encoding: gzip, identity\r\n",
    "a header without a name": USSD + b": x\r\n" + LENGTH,
    "a blank before the colon": USSD + b"Content-Length : %d\r\n" % len(FORM),
}


@pytest.mark.parametrize("head", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_two_servers_could_read_differently_is_one_request_or_none(server: Process, head: bytes) -> None:
    """Bad-input row 81: refused, or read as chunks alone and the connection closed (RFC 9112 6.1 and 6.3)."""
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(FORM), FORM)
    body = chunks if CHUNKED in head else FORM
    answer = said(server, head + b"\r\n", body, BEHIND, quiet_s=1)
    assert answer.count(b"HTTP/1.1 ") <= 1


def test_an_honest_second_request_is_answered_on_the_same_connection(server: Process) -> None:
    """What the test before counts: two requests without doubt about their borders are two answers."""
    last = BEHIND.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answers = said(server, USSD, LENGTH, b"\r\n", FORM, last)
    assert answers.count(b"HTTP/1.1 ") == 2


def test_headers_that_never_end_are_given_up(server: Process) -> None:
    """Bad-input row 81: ten seconds to send the headers."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire, Awake() as awake:
        wire.sendall(USSD)
        assert wire.recv(65536).split(b" ")[1:2] in ([], [b"408"], [b"400"])
    assert awake.seconds < HEADER_READ_MS / 1000 + 5


@contextlib.contextmanager
def stalled(server: Process, path: str, length: int) -> Iterator[socket.socket]:
    """A sender that announces ``length`` bytes, sends three and stays on the line."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        wire.sendall(USSD.replace(b"/ussd/africastalking/demo", path.encode()))
        wire.sendall(b"Content-Length: %d\r\n\r\nabc" % length)
        yield wire


# Far more than there are threads at work in one process.
STALLED = 40


@pytest.mark.parametrize(
    ("path", "length"),
    [("/ussd/africastalking/demo", 100), ("/payments/mtn/demo/callback", 100), ("/verify", 200_000)],
    ids=["a screen", "a callback", "a photograph"],
)
def test_who_stalls_inside_a_body_holds_up_nobody(server: Process, path: str, length: int) -> None:
    """Bad-input row 81: the others are answered while forty senders hold their bodies back."""
    with contextlib.ExitStack() as stack:
        wires = [stack.enter_context(stalled(server, path, length)) for _ in range(STALLED)]
        assert all(wire.fileno() > 0 for wire in wires)
        for _ in range(8):
            answer = said(server, USSD, LENGTH, b"Connection: close\r\n\r\n", FORM)
            assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_body_that_goes_on_after_a_pause_is_answered(server: Process) -> None:
    with stalled(server, "/ussd/africastalking/demo", len(FORM)) as wire:
        assert said(server, USSD, LENGTH, b"Connection: close\r\n\r\n", FORM).startswith(b"HTTP/1.1 200 ")
        wire.sendall(FORM[3:])
        # The three letters before it were none of ours, so that the form lacks its session.
        assert wire.recv(65536).startswith(b"HTTP/1.1 400 ")


def test_a_long_body_without_a_length_is_not_read(server: Process) -> None:
    chunk = b"%x\r\n%s\r\n" % (40_000, b"x" * 40_000)
    assert said(server, USSD, CHUNKED, b"\r\n", chunk, chunk, quiet_s=1).startswith(b"HTTP/1.1 411 ")
