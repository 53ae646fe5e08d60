"""Which providers the settings switch on, and by which doors they come back."""

from collections.abc import Iterator

import pytest
from flask import Flask

from gateway import production_sms, sms_providers
from gateway.settings import Settings
from gateway.sms_settings import SmsSettings
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from sms.inbound import ignore
from tests.sms.providers.wire import TLS

URL = "http://127.0.0.1:9"
SWITCHES = {
    "africastalking": "africastalking_base_url",
    "twilio": "twilio_base_url",
    "kannel": "kannel_base_url",
    "orange": "orange_sms_base_url",
}


class All(Settings, SmsSettings):
    """The settings with those of this part, wherever they are mixed in."""


@pytest.fixture
def egress() -> Iterator[Egress]:
    made = Egress([URL], allow_private={"127.0.0.0/8"}, tls=TLS)
    yield made
    made.close()


def _with(*names: str) -> All:
    given = dict.fromkeys(SWITCHES.values(), "") | {SWITCHES[name]: URL for name in names}
    return All.model_validate(given)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_provider_with_an_address_is_on_and_has_doors(
    name: str, egress: Egress, database: Database, keyring: Keyring
) -> None:
    settings = _with(name)
    assert {key: each.name for key, each in sms_providers.build(settings, egress).items()} == {name: name}
    assert sms_providers.addresses(settings) == [URL]
    app = Flask("doors", static_folder=None)
    for door in sms_providers.doors(settings, database, keyring, ignore):
        app.register_blueprint(door)
    assert {str(rule).split("/")[2] for rule in app.url_map.iter_rules()} == {name}


def test_all_of_them_may_be_on(egress: Egress, database: Database, keyring: Keyring) -> None:
    settings = _with(*SWITCHES)
    assert set(sms_providers.build(settings, egress)) == set(SWITCHES)
    assert len(list(sms_providers.doors(settings, database, keyring, ignore))) == 4


def test_none_of_them_may_be_on(egress: Egress, database: Database, keyring: Keyring) -> None:
    settings = _with()
    assert sms_providers.build(settings, egress) == {}
    assert list(sms_providers.doors(settings, database, keyring, ignore)) == []


def test_production_refuses_demo_keys_and_plain_http_of_what_is_on() -> None:
    """Bad-input row 76."""
    settings = _with("twilio", "kannel", "orange")
    assert production_sms.demo_secrets(settings) == [
        "GUICHET_TWILIO_AUTH_TOKEN: still a default",
        "GUICHET_KANNEL_PASSWORD: still a default",
        "GUICHET_ORANGE_SMS_CLIENT_SECRET: still a default",
    ]
    assert production_sms.plain_urls(settings) == [
        "GUICHET_TWILIO_BASE_URL: must begin with https://",
        "GUICHET_ORANGE_SMS_BASE_URL: must begin with https://",
    ]
    assert production_sms.demo_secrets(_with()) == production_sms.plain_urls(_with()) == []
