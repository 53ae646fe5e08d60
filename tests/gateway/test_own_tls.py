"""The gateway that speaks TLS itself: versions, suites, and the supervisor that asks it. ASVS V12.1."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.own_door import own_door
from gateway.settings import Settings
from tests.gateway.running import SECONDS_MAX, Process, environment, started
from tests.kernel.wire import Certificate, certificate
from tests.waiting import until

# OpenSSL's names of suites without forward secrecy, without authenticated encryption, or both.
WEAK = ("AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384")


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture(scope="module")
def secure(
    certified: Certificate, database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Process]:
    given = environment(
        database_url, redis_url, GUICHET_WEB_WORKERS="1",
        GUICHET_TLS_CERTIFICATE=str(certified.path), GUICHET_TLS_KEY=str(certified.path),
    )  # fmt: skip
    with started(["web"], given, tmp_path_factory.mktemp("web") / "web.log") as process:
        until(lambda: shaken(process, certified.trusted()) is not None, SECONDS_MAX)
        yield process


def shaken(server: Process, context: ssl.SSLContext) -> tuple[str, str] | None:
    """Version and suite that the two agreed on; None when they did not."""
    try:
        with (
            socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire,
            context.wrap_socket(wire, server_hostname="localhost") as safe,
        ):
            suite = safe.cipher()
            return (str(safe.version()), suite[0]) if suite else None
    except (ssl.SSLError, ConnectionError):
        return None


def limited(certified: Certificate, highest: ssl.TLSVersion, suites: str = "") -> ssl.SSLContext:
    context = certified.trusted()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = highest
    context.set_ciphers(suites or "ALL:@SECLEVEL=0")
    return context


def test_the_newest_version_is_the_one_that_is_spoken(secure: Process, certified: Certificate) -> None:
    found = shaken(secure, certified.trusted())
    assert found is not None
    assert found[0] == "TLSv1.3"
    assert found[1] in {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"}


def test_1_2_is_spoken_with_good_suites_only(secure: Process, certified: Certificate) -> None:
    found = shaken(secure, limited(certified, ssl.TLSVersion.TLSv1_2))
    assert found is not None
    assert found[0] == "TLSv1.2"
    assert found[1].startswith("ECDHE-")
    assert "GCM" in found[1] or "POLY1305" in found[1]
    for suite in WEAK:
        weak = limited(certified, ssl.TLSVersion.TLSv1_2, f"{suite}:@SECLEVEL=0")
        assert shaken(secure, weak) is None, suite


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_nothing_older_is_spoken(secure: Process, certified: Certificate) -> None:
    assert shaken(secure, limited(certified, ssl.TLSVersion.TLSv1_1)) is None


def test_whoever_calls_in_clear_gets_no_answer(secure: Process) -> None:
    """ASVS V12.2.1: no falling back."""
    with socket.create_connection(("127.0.0.1", secure.port), timeout=60) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        got = b""
        with contextlib.suppress(ConnectionError):
            while part := wire.recv(4096):
                got += part
    assert b"HTTP/1" not in got


def test_its_supervisor_finds_it_and_trusts_no_other(
    secure: Process, certified: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.own_door.SECONDS", 60)
    mine = Settings(port=secure.port, tls_certificate=certified.path, tls_key=certified.path)
    assert own_door(mine).look()["postgresql"] is True
    other = mine.model_copy(update={"tls_certificate": certificate(tmp_path, "localhost").path})
    with pytest.raises(Exception, match="CERTIFICATE_VERIFY_FAILED"):
        own_door(other).look()
