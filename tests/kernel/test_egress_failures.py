"""Each way to fail maps to what the caller must do next. Bad-input row 79, fault row 45."""

import contextlib
import pickle
import socket
import threading
from collections.abc import Iterator

import pytest

from kernel import egress_connection, egress_guard
from kernel.egress import Egress, EgressError, EgressRefused, NotReached, TooLarge, Unanswered
from tests.kernel.wire import (
    Handler,
    Server,
    client,
    read_request,
    replies,
    reply,
    serving,
    start_clock_when_heard,
    then_close,
)


@pytest.mark.parametrize(
    ("error", "sent", "retry"),
    [
        (EgressRefused, False, False),
        (NotReached, False, True),
        (Unanswered, True, False),
        (TooLarge, True, False),
    ],
)
def test_each_error_says_whether_it_was_sent_and_may_be_sent_again(
    error: type[EgressError], sent: bool, retry: bool
) -> None:
    again = pickle.loads(pickle.dumps(error("apex", "broken")))  # noqa: S301 - our own bytes.
    assert (again.sent, again.retry, again.host, again.reason) == (sent, retry, "apex", "broken")
    assert type(again) is error


def test_a_refused_port_was_not_reached() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # Nobody listens, and nobody else is given the port meanwhile.
        server = Server(unheard.getsockname()[1])
        with pytest.raises(NotReached) as caught:
            client(server).request("POST", server.url, body=b"x")
    assert caught.value.reason == "connect"


@contextlib.contextmanager
def deaf() -> Iterator[Server]:
    """A listener whose queue is full: the kernel drops what knocks, as a lost host does."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as stack:
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield Server(listener.getsockname()[1])


def test_a_host_that_does_not_pick_up_was_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress_connection, "CONNECT_S", 0.2)
    with deaf() as server, pytest.raises(NotReached) as caught:
        client(server).request("POST", server.url, body=b"x")
    assert caught.value.reason == "connect"


def test_the_next_address_is_tried_when_the_first_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(replies(reply(b"hello"))) as server:
        endpoints = [(socket.AF_INET6, ("::1", server.port)), (socket.AF_INET, ("127.0.0.1", server.port))]
        monkeypatch.setattr(egress_guard, "resolve", lambda host, port: endpoints)
        egress = Egress([f"http://api.test:{server.port}"], frozenset({"api.test"}))
        assert egress.request("GET", f"http://api.test:{server.port}/").body == b"hello"
    assert f"Host: api.test:{server.port}".encode() in server.requests[0]


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_an_unknown_name_was_not_reached(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(host: str, port: int) -> list[egress_guard.Endpoint]:
        raise error

    monkeypatch.setattr(egress_guard, "resolve", fail)
    with pytest.raises(NotReached) as caught:
        Egress(["http://api.test"]).request("GET", "http://api.test/")
    assert caught.value.reason == "dns"


def test_a_resolver_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> list[egress_guard.Endpoint]:
        release.wait(60)
        return []

    monkeypatch.setattr(egress_guard, "resolve", hang)
    with pytest.raises(NotReached) as caught:
        Egress(["http://api.test"]).request("GET", "http://api.test/", timeout_s=0.1)
    release.set()
    assert caught.value.reason == "dns"


HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (then_close(b""), "broken"),
        (then_close(b"", reset=True), "broken"),
        (then_close(HALF), "broken"),
        (then_close(HALF, reset=True), "broken"),
        (then_close(b"HTTP/1.1 200 OK\r\nX: "), "broken"),
        (then_close(b"HTTP/1.1 200 OK\r\n\r\nhalf", reset=True), "broken"),
        (then_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal"), "broken"),
        (then_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"), "broken"),
        (then_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n"), "broken"),
        (then_close(b"SSH-2.0-OpenSSH_9.2\r\n"), "broken"),
        (then_close(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"), "broken"),
        (then_close(b"HTTP/1.1 200 " + b"x" * 100_000), "broken"),
        (then_close(reply(b"not gzip", "200 OK", "Content-Encoding: gzip")), "encoding"),
        (then_close(reply(b"x", "200 OK", "Content-Length: 2, 3")), "broken"),
    ],
    ids=[
        "closed", "reset", "half-body", "reset-in-body", "half-headers", "reset-without-length", "half-chunk",
        "no-last-chunk", "bad-chunk", "not-http", "200-headers", "long-line", "bad-gzip", "two-lengths",
    ],
)  # fmt: skip
def test_an_answer_cut_or_broken_leaves_the_outcome_open(handler: Handler, reason: str) -> None:
    with serving(handler) as server:
        with pytest.raises(Unanswered) as caught:
            client(server).request("POST", server.url, body=b"pay")
        assert caught.value.reason == reason
        assert caught.value.__suppress_context__
        assert len(server.requests) == 1


def test_after_a_failure_the_next_request_gets_a_new_connection() -> None:
    def first_half_then_well(server: Server, sock: socket.socket) -> None:
        (then_close(HALF) if server.connections == 1 else replies(reply(b"hello")))(server, sock)

    with serving(first_half_then_well) as server:
        egress = client(server)
        with pytest.raises(Unanswered):
            egress.request("GET", server.url)
        assert egress.request("GET", server.url).body == b"hello"


def test_a_silent_server_ends_in_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda server, sock: read_request(server, sock) and sock.recv(1)) as server:
        start_clock_when_heard(server, monkeypatch)
        with pytest.raises(Unanswered) as caught:
            client(server).request("POST", server.url, body=b"pay", timeout_s=0.2)
        assert server.heard.wait(60)
        assert (caught.value.reason, len(server.requests)) == ("timeout", 1)
