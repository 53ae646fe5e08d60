"""Who reads `/readyz` and `/metrics`: machines of ours. ASVS V13.4.5."""

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from werkzeug.test import Client

from gateway.front import application
from gateway.wiring import Guichet

TOKEN = "m0nitor-token-of-more-than-22-letters"
PATHS = ("/readyz", "/metrics")
CALLS = {
    "from this machine": ("127.0.0.1", {}, True),
    "over IPv6": ("::1", {}, True),
    "from a private network": ("10.20.0.7", {}, True),
    "from one of IPv6": ("fd12::7", {}, True),
    "as an IPv6 socket shows IPv4": ("::ffff:192.168.1.9", {}, True),
    "from anywhere, shown so": ("::ffff:203.0.113.9", {}, False),
    "from anywhere": ("203.0.113.9", {}, False),
    "from no address": ("", {}, False),
    "through a proxy beside us": ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, False),
    "through one that hides it": ("127.0.0.1", {"Via": "1.1 proxy"}, False),
    "through a proxy of today": ("10.0.0.2", {"Forwarded": "for=203.0.113.9"}, False),
    "by the public name": ("127.0.0.1", {"Host": "guichet.example:443"}, False),
    "with a token that nobody asked for": ("203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, False),
}
TOKENS = {
    "the token": (f"Bearer {TOKEN}", True),
    "in small letters": (f"bearer {TOKEN}", True),
    "none": ("", False),
    "half of it": (f"Bearer {TOKEN[:20]}", False),
    "more than it": (f"Bearer {TOKEN}x", False),
    "as a password": (f"Basic {TOKEN}", False),
    "very long": ("Bearer " + TOKEN * 100, False),
}


def client(guichet: Guichet, **changed: object) -> Client:
    given = {
        "public_url": "https://guichet.example",
        "trusted_hosts": ("localhost", "guichet.example"),
        **changed,
    }
    vars(guichet)["settings"] = guichet.settings.model_copy(update=given)
    return Client(application(guichet))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("address", "headers", "reads"), CALLS.values(), ids=CALLS)
def test_they_are_read_from_inside(
    guichet: Guichet, path: str, address: str, headers: dict[str, str], reads: bool
) -> None:
    with capture_logs() as lines:
        answer = client(guichet).get(path, headers=headers, environ_overrides={"REMOTE_ADDR": address})
    assert (answer.status_code != 404) is reads
    assert [line["event"] for line in lines if line["event"] == "monitoring_refused"] == [
        "monitoring_refused"
    ] * (not reads)
    assert reads or (b"postgresql" not in answer.data and b"guichet_" not in answer.data)


@pytest.mark.parametrize("address", ["127.0.0.1", "203.0.113.9"])
@pytest.mark.parametrize(("said", "reads"), TOKENS.values(), ids=TOKENS)
def test_with_a_token_they_are_for_whoever_has_it(
    guichet: Guichet, said: str, address: str, reads: bool
) -> None:
    asked = client(guichet, monitor_token=SecretStr(TOKEN))
    for path in PATHS:
        answer = asked.get(path, headers={"Authorization": said}, environ_overrides={"REMOTE_ADDR": address})
        assert (answer.status_code != 404) is reads


def test_anybody_may_ask_whether_it_lives(guichet: Guichet) -> None:
    answer = client(guichet).get("/healthz", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert (answer.status_code, answer.text) == (200, "ok\n")
