"""Certificates are always verified. Fault row 45, security control 49."""

import socket
import ssl
from pathlib import Path

import pytest

from kernel import egress_guard
from kernel.egress import Egress, NotReached
from tests.kernel.wire import Server, certificate, replies, reply, serving


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is this machine."""
    monkeypatch.setattr(egress_guard, "resolve", lambda host, port: [(socket.AF_INET, ("127.0.0.1", port))])


def egress_to(server: Server, tls: ssl.SSLContext | None) -> tuple[Egress, str]:
    url = f"https://api.test:{server.port}/"
    return Egress([url], frozenset({"api.test"}), tls=tls), url


@pytest.mark.usefixtures("named")
def test_a_self_signed_certificate_is_not_trusted_and_nothing_is_sent(tmp_path: Path) -> None:
    with serving(replies(reply()), certificate(tmp_path, "api.test").for_server()) as server:
        egress, url = egress_to(server, None)
        with pytest.raises(NotReached) as caught:
            egress.request("POST", url, body=b"pay")
        assert (caught.value.reason, server.requests) == ("tls", [])


@pytest.mark.usefixtures("named")
def test_a_certificate_of_another_name_is_not_trusted(tmp_path: Path) -> None:
    mine = certificate(tmp_path, "other.test")
    with serving(replies(reply()), mine.for_server()) as server:
        egress, url = egress_to(server, mine.trusted())
        with pytest.raises(NotReached) as caught:
            egress.request("POST", url, body=b"pay")
        assert (caught.value.reason, server.requests) == ("tls", [])


@pytest.mark.usefixtures("named")
def test_a_trusted_server_gets_the_name_in_sni_and_host(tmp_path: Path) -> None:
    mine = certificate(tmp_path, "api.test")
    context, seen = mine.for_server(), []
    context.sni_callback = lambda sock, name, _: seen.append(name)
    with serving(replies(reply(b"hello")), context) as server:
        egress, url = egress_to(server, mine.trusted())
        assert [egress.request("POST", url, body=b"x" * 200_000).body for _ in range(2)] == [b"hello"] * 2
        assert (seen, server.connections) == (["api.test"], 1)
        assert f"Host: api.test:{server.port}\r\n".encode() in server.requests[0]
        assert server.requests[1].endswith(b"x" * 200_000)


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("garbage", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"], ids=["closed", "plain-http"])
def test_a_server_without_tls_was_not_reached(garbage: bytes) -> None:
    def answer(server: Server, sock: socket.socket) -> None:
        sock.recv(10)
        sock.sendall(garbage)

    with serving(answer) as server:
        egress, url = egress_to(server, None)
        with pytest.raises(NotReached):
            egress.request("POST", url, body=b"pay")


@pytest.mark.usefixtures("named")
def test_a_server_silent_in_the_handshake_was_not_reached() -> None:
    with serving(lambda server, sock: sock.recv(10) and sock.recv(100_000) and sock.recv(1)) as server:
        egress, url = egress_to(server, None)
        with pytest.raises(NotReached):
            egress.request("POST", url, body=b"pay", timeout_s=0.3)


def unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    return context


def unchecked() -> ssl.SSLContext:
    context = unverified()
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.mark.parametrize("context", [unverified(), unchecked()], ids=["any-name", "any-certificate"])
def test_a_context_that_does_not_verify_is_refused(context: ssl.SSLContext) -> None:
    with pytest.raises(ValueError, match="always verified"):
        Egress([], tls=context)


def test_tls_is_at_least_1_2() -> None:
    assert Egress([])._tls.minimum_version >= ssl.TLSVersion.TLSv1_2
