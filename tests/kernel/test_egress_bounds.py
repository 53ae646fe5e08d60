"""Time and size have a limit whatever the other side does. Bad-input row 79."""

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from itertools import repeat
from threading import Event

import pytest

from kernel.clock import monotonic
from kernel.egress import MAX_BYTES, TooLarge, Unanswered
from tests.kernel.wire import (
    Handler,
    Server,
    client,
    gzipped,
    read_request,
    replies,
    reply,
    serving,
    start_clock_when_heard,
)

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MIB = 1024 * 1024


def streaming(head: bytes, piece: bytes, times: int | None = None) -> Handler:
    """Sends ``piece`` again and again, until the client has enough of it."""

    def handle(server: Server, sock: socket.socket) -> None:
        read_request(server, sock)
        sock.sendall(head)
        for again in repeat(piece) if times is None else repeat(piece, times):
            sock.sendall(again)

    return handle


@cache
def bomb() -> bytes:
    """200 kB that unfold to 200 MB."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(200)) + packer.flush()


def bombing(pack: Callable[[bytes], bytes], encoding: str) -> Handler:
    """Packed when it is asked for: to take a second of each worker that only collects would be a pity."""

    def handle(server: Server, sock: socket.socket) -> None:
        replies(reply(pack(bomb()), "200 OK", f"Content-Encoding: {encoding}"))(server, sock)

    return handle


@pytest.mark.parametrize(
    "handler",
    [
        streaming(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n", bytes(MIB), 50),
        streaming(b"HTTP/1.1 200 OK\r\n\r\n", bytes(65536)),
        streaming(CHUNKED, b"10000\r\n" + bytes(65536) + b"\r\n"),
        bombing(bytes, "gzip"),
        bombing(gzip.compress, "gzip, gzip"),
    ],
    ids=["50-MB-announced", "endless", "endless-chunks", "gzip-bomb", "gzip-in-gzip"],
)
def test_a_huge_answer_stops_at_the_cap_in_time_and_memory(handler: Handler) -> None:
    with serving(handler) as server:
        egress = client(server)
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge):
                egress.request("GET", server.url, timeout_s=60)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 12 * MIB


@pytest.mark.parametrize("answer", [reply, gzipped], ids=["plain", "gzip"])
def test_a_body_of_exactly_the_cap_fits_and_one_byte_more_does_not(answer: type[bytes]) -> None:
    with serving(replies(answer(b"x" * MAX_BYTES), answer(b"x" * (MAX_BYTES + 1)))) as server:
        egress = client(server)
        assert len(egress.request("GET", server.url).body) == MAX_BYTES
        with pytest.raises(TooLarge) as caught:
            egress.request("GET", server.url)
    assert caught.value.sent


def test_the_cap_can_be_set_for_a_request() -> None:
    with serving(replies(reply(b"x" * 11))) as server, pytest.raises(TooLarge):
        client(server).request("GET", server.url, max_bytes=10)


def test_the_connection_of_a_huge_answer_is_not_used_again() -> None:
    with serving(replies(reply(b"x" * 100), reply(b"ok"))) as server:
        egress = client(server)
        with pytest.raises(TooLarge):
            egress.request("GET", server.url, max_bytes=10)
        assert egress.request("GET", server.url).body == b"ok"
        assert server.connections == 2


def dripping(head: bytes, drop: bytes) -> Handler:
    """Faster than any timeout on a single read, and never done."""

    def handle(server: Server, sock: socket.socket) -> None:
        read_request(server, sock)
        sock.sendall(head)
        sock.settimeout(0.02)
        while True:
            try:
                if not sock.recv(1):
                    return
            except TimeoutError:
                sock.sendall(drop)

    return handle


@pytest.mark.parametrize(
    "handler",
    [
        dripping(b"", b"H"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        dripping(CHUNKED, b"1\r\nx\r\n"),
        dripping(CHUNKED, b"0"),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
    ],
    ids=["status", "headers", "one-header", "continues", "body", "chunks", "chunk-size", "empty-gzip"],
)
def test_a_slow_drip_ends_with_the_deadline(handler: Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(handler) as server:
        start_clock_when_heard(server, monkeypatch)
        started = monotonic()
        with pytest.raises(Unanswered) as caught:
            client(server).request("POST", server.url, body=b"pay", timeout_s=0.3)
        # A hundred times the limit, for a machine that stands still; a client without it would never come back.
        assert monotonic() - started < 30
    assert caught.value.reason in {"timeout", "broken"}


def test_a_server_that_does_not_read_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(server: Server, sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.recv(1)
        done.wait(60)

    done = Event()
    with serving(unread) as server:
        start_clock_when_heard(server, monkeypatch)  # It never is: only the wait for the full socket ends.
        with pytest.raises(Unanswered) as caught:
            client(server).request("POST", server.url, body=bytes(8 * MIB), timeout_s=0.3)
        done.set()
    assert caught.value.reason == "timeout"


def test_a_kept_connection_gets_the_time_of_each_request() -> None:
    def slow_second(server: Server, sock: socket.socket) -> None:
        while read_request(server, sock):
            if len(server.requests) == 2:
                sock.recv(1)
                return
            sock.sendall(reply(b"ok"))

    with serving(slow_second) as server:
        egress = client(server)
        assert egress.request("GET", server.url, timeout_s=60).body == b"ok"
        with pytest.raises(Unanswered) as caught:
            egress.request("GET", server.url, timeout_s=0.2)
        assert (caught.value.reason, server.connections) == ("timeout", 1)
