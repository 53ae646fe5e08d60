"""Our own adapters and doors against the simulated providers, over real connections and a real database."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, select
from werkzeug.serving import make_server

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.egress import Egress
from simulator.options import Options
from sms.contract import Handed, NotNow, Outgoing, Provider, ProviderError, Refused, Unanswered
from sms.kannel.doors import kannel_doors
from sms.kannel.send import Kannel
from sms.orange.doors import orange_doors
from sms.orange.send import Orange
from sms.tables import SMS_INBOUND, SMS_REPORT
from sms.twilio.doors import twilio_doors
from sms.twilio.send import Twilio
from sms.twilio.signature import Signing
from tests.simulator.cast import AWA
from tests.simulator.conftest import Simulator
from tests.waiting import until

ACCOUNT = "AC" + "0" * 32
MESSAGE = Outgoing("7b0e6a34-94cf-4c4f-8f43-1f6ab2e0a001", AWA, "Votre dossier est disponible")
NAMES = ("twilio", "kannel", "orange")
SYSTEMS = {"twilio": "twilio", "kannel": "kannel", "orange": "orange-sms"}
NUMBERS = {"twilio": "+15005550006", "kannel": "36036", "orange": "36037"}
Make = Callable[[str], Provider]


@pytest.fixture
def doors() -> Iterator[Any]:
    """A server on a free port; ``app`` is set once its address is known."""
    app = Flask("doors")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.RequestHandlerClass.log_request = lambda *args: None  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def options(options: Options, doors: Any, database: Database, keyring: Keyring) -> Options:
    """A world whose gateway is our doors."""
    app, url = doors
    app.register_blueprint(twilio_doors(database, keyring, Signing(url, "demo"), _ignore))
    app.register_blueprint(kannel_doors(database, keyring, "demo", _ignore))
    app.register_blueprint(orange_doors(database, keyring, "demo", _ignore))
    return replace(options, gateway=url)


@pytest.fixture
def make(simulator: Simulator, doors: Any) -> Iterator[Make]:
    """Our way out through one simulated provider."""
    base, ours = simulator.url + "/providers", doors[1]
    egress = Egress([base], allow_private={"127.0.0.0/8"})

    def made(name: str) -> Provider:
        if name == "twilio":
            return Twilio(
                account_sid=ACCOUNT, auth_token="demo", sender="MAIRIE", base_url=f"{base}/twilio",
                public_url=ours, egress=egress,
            )  # fmt: skip
        if name == "kannel":
            return Kannel(
                base_url=f"{base}/kannel", username="guichet", password="guichet", sender="36036",
                reports_url=f"{ours}/sms/kannel/demo/reports", egress=egress,
            )  # fmt: skip
        return Orange(base_url=f"{base}/orange", client_id="id", client_secret="secret", egress=egress)

    yield made
    egress.close()


def _ignore(_connection: Connection, _message_id: str) -> None:
    """Keep the message, answer nothing."""


def rows(database: Database, table: Any) -> list[Any]:
    """What our doors stored."""
    with database.transaction() as connection:
        return list(connection.execute(select(table)).all())


@pytest.mark.parametrize("name", NAMES)
def test_a_message_is_handed_over_and_reported(
    simulator: Simulator, make: Make, database: Database, name: str
) -> None:
    assert isinstance(make(name).send(MESSAGE), Handed)
    (sms,) = simulator.world.inbox.after(0)
    assert (sms["phone"], sms["text"]) == (AWA, MESSAGE.text)
    until(lambda: len(rows(database, SMS_REPORT)) == 2, what="two reports")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("outage", NotNow),
        ("throttle", NotNow),
        ("refuse", Refused),
        ("accept-then-drop", Unanswered),
        ("unknown-status", None),
    ],
)
def test_a_fault_becomes_the_decision_that_it_calls_for(
    simulator: Simulator, make: Make, name: str, fault: str, error: type[ProviderError] | None
) -> None:
    """An unknown word about a message that left is never a reason to send it again."""
    provider = make(name)
    simulator.fault(SYSTEMS[name], fault)
    if error is not None:
        with pytest.raises(error):
            provider.send(MESSAGE)
        return
    try:
        assert isinstance(provider.send(MESSAGE), Handed)
    except Unanswered:
        assert len(simulator.world.inbox.after(0)) == 1


def test_twilio_can_tell_what_became_of_a_message_it_never_answered(simulator: Simulator, make: Make) -> None:
    provider, began = make("twilio"), clock.now()
    simulator.fault("twilio", "accept-then-drop")
    with pytest.raises(Unanswered):
        provider.send(MESSAGE)
    found = provider.find(MESSAGE, began)
    assert found is not None
    assert (found.provider_id or "").startswith("SM")
    assert provider.find(replace(MESSAGE, text="Un autre"), began) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("fault", "kept"),
    [("", 1), ("inbound-twice", 1), ("inbound-forged", 0)],
    ids=["usual", "twice", "forged"],
)
def test_what_a_person_writes_is_stored_once_and_a_forgery_never(
    simulator: Simulator, make: Make, database: Database, name: str, fault: str, kept: int
) -> None:
    if fault:
        simulator.fault(SYSTEMS[name], fault)
    reply = simulator.post("/phone/api/sms", {"from": AWA, "to": NUMBERS[name], "text": "SUIVI été ɛ"})
    message_id = reply.json["id"]
    copies = 2 if fault == "inbound-twice" else 1

    def carried() -> bool:
        pushed = simulator.world.courier.by_subject().get(message_id, [])
        return len(pushed) == copies and all(each["state"] == "done" for each in pushed)

    until(carried, what="posted")
    assert len(rows(database, SMS_INBOUND)) == kept
