"""Requests go to listed hosts and public addresses only, also when a name changes. Security control 22."""

import socket
import threading

import pytest

from kernel import egress_guard
from kernel.egress import Egress, EgressRefused, NotReached
from kernel.egress_guard import AddressGuard
from kernel.egress_targets import AllowList
from tests.kernel.wire import replies, reply, serving
from tests.patience import Awake

ALLOWED = AllowList(["https://api.example.org/v1", "http://sandbox.example.org:8080", "plain.example.org"])


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("https://api.example.org/v1/pay?a=1", ("https", "api.example.org", 443), "/v1/pay?a=1"),
        ("https://API.example.org:443", ("https", "api.example.org", 443), "/"),
        ("http://sandbox.example.org:8080/x", ("http", "sandbox.example.org", 8080), "/x"),
        ("http://plain.example.org/", ("http", "plain.example.org", 80), "/"),
        ("https://plain.example.org?q", ("https", "plain.example.org", 443), "/?q"),
    ],
)
def test_a_listed_host_is_allowed(url: str, origin: tuple[str, str, int], path: str) -> None:
    target = ALLOWED.target(url)
    assert (target.origin, target.path) == (origin, path)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://evil.example/", "host"),
        ("https://api.example.org.evil.example/", "host"),
        ("https://xapi.example.org/", "host"),
        ("https://api.example.org./", "url"),
        ("http://api.example.org/", "host"),
        ("https://api.example.org:8443/", "host"),
        ("https://sandbox.example.org:8080/", "host"),
        ("https://127.0.0.1/", "host"),
        ("https://2130706433/", "host"),
        ("https://[::1]/", "host"),
        ("https://user:pass@api.example.org/", "url"),
        ("https://api.example.org@evil.example/", "url"),
        ("https://evil.example\\@api.example.org/", "url"),
        ("https://evil.example#@api.example.org/", "url"),
        ("https://api.example.org/ HTTP/1.1\r\nX: y", "url"),
        ("https://api.example.org/\x00", "url"),
        ("https://api.example.org/\u00e9", "url"),
        ("https://\uff41pi.example.org/", "url"),
        ("https://api.example.org:99999/", "url"),
        ("https://api.example.org:0/", "url"),
        ("https://[api.example.org/", "url"),
        ("https:///path", "url"),
        ("//api.example.org/", "scheme"),
        ("api.example.org", "scheme"),
        ("ftp://api.example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("https://api.example.org/" + "a" * 8192, "url"),
        ("", "url"),
    ],
)
def test_anything_else_is_refused(url: str, reason: str) -> None:
    with pytest.raises(EgressRefused) as caught:
        ALLOWED.target(url)
    assert caught.value.reason == reason


PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
PRIVATE = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "127.0.0.1",
    "127.9.9.9",
    "::1",
    "fd00::1",
    "::ffff:10.0.0.1",
]
NEVER = [
    "169.254.169.254", "fe80::1", "224.0.0.1", "ff02::1", "::", "255.255.255.255", "240.0.0.1",
    "0.0.0.0",  # noqa: S104 - to be refused.
    "100.64.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "64:ff9b:1::a00:1",
    "::7f00:2",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert AddressGuard([]).permits("api.test", 443, address)


@pytest.mark.parametrize("address", PRIVATE + NEVER)
def test_a_private_or_special_address_is_refused(address: str) -> None:
    assert not AddressGuard([]).permits("api.test", 443, address)
    assert not AddressGuard(["other.test", "api.test:8443"]).permits("api.test", 443, address)


@pytest.mark.parametrize("entry", ["api.test", "api.test:443", "API.test"])
@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_allowed_by_the_name_of_its_host(entry: str, address: str) -> None:
    assert AddressGuard([entry]).permits("api.test", 443, address)


@pytest.mark.parametrize("address", NEVER)
def test_no_name_leads_to_a_link_local_or_reserved_address(address: str) -> None:
    assert not AddressGuard(["api.test", "api.test:443"]).permits("api.test", 443, address)


def test_a_network_allows_its_addresses_and_no_others() -> None:
    guard = AddressGuard(["10.1.0.0/16", "100.64.0.0/10", "fd00::/8"])
    assert guard.permits("x.test", 1, "10.1.2.3")
    assert guard.permits("x.test", 1, "100.64.0.1")
    assert guard.permits("x.test", 1, "fd00::1")
    assert guard.permits("x.test", 1, "::ffff:10.1.2.3")
    assert not guard.permits("x.test", 1, "10.2.0.1")


def test_a_private_address_is_not_even_knocked_at() -> None:
    with serving(replies(reply())) as server:
        with pytest.raises(EgressRefused) as caught:
            Egress([server.url]).request("GET", server.url)
        assert (caught.value.reason, server.connections) == ("address", 0)


@pytest.mark.parametrize("second", ["169.254.169.254", "10.0.0.1", "127.0.0.2", "::1"])
def test_a_name_that_turns_private_is_refused(monkeypatch: pytest.MonkeyPatch, second: str) -> None:
    """DNS rebinding: what was checked a moment ago is checked again at each connection."""
    with serving(replies(reply(b"hello", "200 OK", "Connection: close"))) as server:
        answers = iter(["127.0.0.1", second])
        asked: list[str] = []

        def resolve(host: str, port: int) -> list[egress_guard.Endpoint]:
            asked.append(host)
            return [(socket.AF_INET, (next(answers), port))]

        monkeypatch.setattr(egress_guard, "resolve", resolve)
        url = f"http://api.test:{server.port}/"
        egress = Egress([url], frozenset({"127.0.0.1/32"}))
        assert egress.request("GET", url).body == b"hello"
        with pytest.raises(EgressRefused) as caught:
            egress.request("GET", url)
    assert (caught.value.reason, asked, server.connections) == ("address", ["api.test", "api.test"], 1)


def test_the_checked_address_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up between check and connection would be the hole: there is none."""
    with serving(replies(reply(b"hello"))) as server:
        endpoints = iter([[(socket.AF_INET, ("127.0.0.1", server.port))]])
        monkeypatch.setattr(egress_guard, "resolve", lambda host, port: next(endpoints))
        url = f"http://api.test:{server.port}/"
        assert Egress([url], frozenset({"api.test"})).request("GET", url).body == b"hello"


def test_of_several_addresses_only_the_permitted_ones_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(replies(reply(b"hello"))) as server:
        found = [(socket.AF_INET, (address, server.port)) for address in ("10.0.0.1", "127.0.0.1")]
        monkeypatch.setattr(egress_guard, "resolve", lambda host, port: found)
        url = f"http://api.test:{server.port}/"
        assert Egress([url], frozenset({"127.0.0.0/8"})).request("GET", url).body == b"hello"


def test_a_name_without_addresses_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress_guard, "resolve", lambda host, port: [])
    with pytest.raises(NotReached):
        Egress(["http://api.test"]).request("GET", "http://api.test/")


def test_a_real_name_is_resolved() -> None:
    with serving(replies(reply(b"hello"))) as server:
        url = f"http://localhost:{server.port}/"
        assert Egress([url], frozenset({"localhost"})).request("GET", url).body == b"hello"


@pytest.mark.parametrize(
    ("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)], ids=["IPv4", "IPv6"]
)
def test_an_address_is_asked_of_nobody(
    monkeypatch: pytest.MonkeyPatch, host: str, family: socket.AddressFamily
) -> None:
    """A resolver that hangs, or a machine that stands still while its thread begins, is no matter of ours then."""
    monkeypatch.setattr(egress_guard, "resolve", lambda host, port: pytest.fail("asked"))
    assert AddressGuard([host]).endpoints(host, 80, 1.0) == [(family, (host, 80))]


def test_a_name_waits_no_longer_than_its_time_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for a place among those who ask, nor for the answer behind it."""
    answered, seconds, times = threading.Event(), 30.0, iter((0.0, 31.0))
    monkeypatch.setattr(egress_guard, "monotonic", lambda: next(times))
    monkeypatch.setattr(egress_guard, "resolve", lambda *_: answered.wait(60) and [])
    try:
        with Awake() as awake, pytest.raises(NotReached):
            egress_guard._resolve_within("slow.test", 443, seconds)
    finally:
        answered.set()
    assert awake.seconds < seconds / 2
