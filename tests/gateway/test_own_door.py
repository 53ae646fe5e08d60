"""The supervisor asks its own gateway where that listens, and by a name that it answers to."""

import pytest
from pydantic import SecretStr
from werkzeug.test import Client

from gateway.front import application
from gateway.own_door import own_door
from gateway.settings import Settings
from gateway.wiring import Guichet

OURS = ("guichet.example",)
ADDRESSES = {
    "this machine": ("127.0.0.1", "http://127.0.0.1:8000/readyz"),
    "everywhere": ("0.0.0.0", "http://127.0.0.1:8000/readyz"),  # noqa: S104 - to be asked here
    "everywhere by IPv6": ("::", "http://[::1]:8000/readyz"),
    "one address": ("10.0.0.4", "http://10.0.0.4:8000/readyz"),
    "one address of IPv6": ("fd00::4", "http://[fd00::4]:8000/readyz"),
}


@pytest.mark.parametrize(("host", "url"), ADDRESSES.values(), ids=ADDRESSES)
def test_it_asks_where_the_gateway_listens(host: str, url: str) -> None:
    assert own_door(Settings(host=host)).url == url


@pytest.mark.parametrize(
    ("token", "status"), [("", 404), ("t" * 22, 503)], ids=["without a token", "with one"]
)
def test_a_gateway_that_answers_to_its_public_name_alone_is_asked_by_it(
    guichet: Guichet, token: str, status: int
) -> None:
    """Nobody works here, hence 503: without a name that is ours it would be 400."""
    changes = {
        "trusted_hosts": OURS,
        "public_url": "https://guichet.example",
        "monitor_token": SecretStr(token),
    }
    guichet.settings = guichet.settings.model_copy(update=changes)
    door = own_door(guichet.settings)
    client = Client(application(guichet))
    answer = client.get("/readyz", headers=dict(door.headers), environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    assert answer.status_code == status


def test_a_loopback_that_is_trusted_needs_no_other_name() -> None:
    assert own_door(Settings()).headers == {}
