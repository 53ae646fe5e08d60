"""What comes back from a server that behaves, and what is sent to it."""

from concurrent.futures import ThreadPoolExecutor
from socket import socket

import pytest

from kernel.egress import EgressRefused, Response
from kernel.egress_connection import Connection
from tests.kernel.wire import Server, client, gzipped, read_request, replies, reply, serving, then_close


def test_status_headers_and_body_come_back() -> None:
    answer = reply(b'{"a": 1}', "201 Created", "Content-Type: application/json", "X-A: 1", "x-a: 2")
    with serving(replies(answer)) as server:
        url = server.url + "/cases?id=1"
        response = client(server).request("POST", url, body=b"{}", headers={"X-Key": "k"})
    assert (response.status, response.json()) == (201, {"a": 1})
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-a"] == "1, 2"
    head = server.requests[0].split(b"\r\n")
    assert head[0] == b"POST /cases?id=1 HTTP/1.1"
    assert {f"Host: 127.0.0.1:{server.port}".encode(), b"Content-Length: 2", b"x-key: k"} <= set(head)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("where", ["metadata", "elsewhere", "itself"])
def test_a_redirect_is_returned_and_never_followed(status: str, where: str) -> None:
    """Bad-input row 79."""
    with serving(replies(reply())) as other:
        targets = {"metadata": "http://169.254.169.254/latest/", "elsewhere": other.url, "itself": "/again"}
        with serving(replies(reply(b"", status, f"Location: {targets[where]}"))) as server:
            response = client(server, other).request("GET", server.url)
    assert (response.status, response.headers["location"]) == (int(status[:3]), targets[where])
    assert (len(server.requests), other.connections) == (1, 0)


@pytest.mark.parametrize("status", ["400 Bad", "429 Slow", "500 Broken", "503 Busy"])
def test_an_error_status_is_an_answer_and_is_not_tried_again(status: str) -> None:
    with serving(replies(reply(b"no", status, "Retry-After: 1"))) as server:
        assert client(server).request("GET", server.url).status == int(status[:3])
    assert len(server.requests) == 1


def test_html_in_place_of_json_is_a_value_error() -> None:
    """Bad-input row 79."""
    with serving(replies(reply(b"<html>Portal captif</html>"))) as server:
        response = client(server).request("GET", server.url)
    with pytest.raises(ValueError, match="not JSON"):
        response.json()


def test_gzip_is_asked_for_and_unfolded() -> None:
    with serving(replies(gzipped(b"Bamako" * 1000))) as server:
        assert client(server).request("GET", server.url).body == b"Bamako" * 1000
    assert b"accept-encoding: gzip" in server.requests[0]


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"hello"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        gzipped(b"hello"),
    ],
    ids=["length", "chunked", "gzip"],
)
def test_one_connection_serves_many_requests(answer: bytes) -> None:
    with serving(replies(answer)) as server:
        egress = client(server)
        assert [egress.request("GET", server.url).body for _ in range(5)] == [b"hello"] * 5
    assert (server.connections, len(server.requests)) == (1, 5)


@pytest.mark.parametrize(
    "answer",
    [reply(b"hello", "200 OK", "Connection: close"), b"HTTP/1.0 200 OK\r\n\r\nhello", reply(b"hello")],
    ids=["announced", "http-1.0", "unannounced"],
)
def test_a_connection_that_the_server_closed_is_replaced(answer: bytes) -> None:
    with serving(then_close(answer)) as server:
        egress = client(server)
        for _ in range(3):
            assert egress.request("GET", server.url).body == b"hello"
            wait_until_closed(egress._idle._kept[("http", "127.0.0.1", server.port)])
    assert server.connections == 3


def wait_until_closed(kept: list[Connection]) -> None:
    """The server's close is on its way: the kept sockets become readable when it arrives."""
    for connection in kept:
        if connection.sock is not None:
            connection.sock.settimeout(60)
            connection.sock.recv(1, 2)  # MSG_PEEK: wait, and leave it for the client to see.


def test_a_head_request_has_no_body() -> None:
    with serving(replies(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n")) as server:
        egress = client(server)
        assert [egress.request("HEAD", server.url).body for _ in range(2)] == [b"", b""]
    assert server.connections == 1


def test_a_100_continue_before_the_answer_is_skipped() -> None:
    with serving(replies(b"HTTP/1.1 100 Continue\r\n\r\n" + reply(b"hello"))) as server:
        assert client(server).request("PUT", server.url, body=b"x").body == b"hello"


def test_a_large_body_arrives_whole() -> None:
    with serving(replies(reply())) as server:
        client(server).request("POST", server.url, body=b"x" * 500_000)
    assert server.requests[0].endswith(b"\r\n\r\n" + b"x" * 500_000)


@pytest.mark.parametrize(
    ("method", "headers", "body", "reason"),
    [
        ("TRACE", {}, None, "method"),
        ("GET\r\nX: y", {}, None, "method"),
        ("GET", {"X-A": "1\r\nX-B: 2"}, None, "headers"),
        ("GET", {"X-A\r\nX-B": "1"}, None, "headers"),
        ("GET", {"X-A": "\x00"}, None, "headers"),
        ("GET", {"X-A": "\u20ac"}, None, "headers"),
        ("GET", {"Host": "evil"}, None, "headers"),
        ("POST", {"Content-Length": "1"}, b"12", "headers"),
        ("POST", {"Transfer-Encoding": "chunked"}, b"12", "headers"),
        ("POST", {f"X-{number}": "1" for number in range(60)}, b"12", "headers"),
        ("POST", {}, b"x" * (8 * 1024 * 1024 + 1), "body"),
    ],
    ids=[
        "method", "method-crlf", "value-crlf", "name-crlf", "value-nul", "value-euro", "host", "length",
        "chunked", "60-headers", "8-MiB-body",
    ],
)  # fmt: skip
def test_a_malformed_request_is_refused_unsent(
    method: str, headers: dict[str, str], body: bytes | None, reason: str
) -> None:
    with serving(replies(reply())) as server:
        with pytest.raises(EgressRefused) as caught:
            client(server).request(method, server.url, headers=headers, body=body)
        assert (caught.value.reason, server.connections) == (reason, 0)


def test_a_response_does_not_show_its_body_in_a_repr() -> None:
    assert "Awa" not in repr(Response(200, {"x": "Awa"}, b"Awa"))


def test_requests_from_many_threads_get_their_own_answers() -> None:
    def echo(server: Server, sock: socket) -> None:
        while request := read_request(server, sock):
            sock.sendall(reply(request.partition(b"\r\n\r\n")[2]))

    with serving(echo) as server, ThreadPoolExecutor(8) as pool:
        egress = client(server)
        bodies = [str(number).encode() for number in range(200)]
        got = pool.map(lambda body: egress.request("POST", server.url, body=body).body, bodies)
        assert list(got) == bodies
