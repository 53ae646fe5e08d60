"""Twilio's Messages resource and what Twilio posts, through the official SDK's own eyes."""

import base64
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from twilio.request_validator import RequestValidator

from simulator.options import Options
from tests.simulator.cast import AWA, KOFFI
from tests.simulator.conftest import NOON, Reply, Simulator
from tests.simulator.gateway import Gateway

ACCOUNT = "AC" + "0" * 32
MESSAGES = f"/providers/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages"
STATUS = "/sms/twilio/status?id=7b0e6a34"
FORM = "application/x-www-form-urlencoded"
BASIC = "Basic " + base64.b64encode(f"{ACCOUNT}:any".encode()).decode()


def create(simulator: Simulator, gateway: Gateway, **fields: str) -> Reply:
    """Create a message as a client does."""
    form = {"To": AWA, "From": "MAIRIE", "Body": "Bonjour", "StatusCallback": gateway.url + STATUS, **fields}
    headers = {"Content-Type": FORM, "Authorization": BASIC}
    return simulator.call("POST", MESSAGES + ".json", urlencode(form).encode(), **headers)


def get(simulator: Simulator, path: str) -> Any:
    """Read what a client reads."""
    return simulator.call("GET", path, Authorization=BASIC).json


def test_a_message_is_created_queued_and_reaches_the_phone(simulator: Simulator, gateway: Gateway) -> None:
    reply = create(simulator, gateway, Body="x" * 161)
    assert reply.status == 201
    said = reply.json
    assert (said["sid"][:2], len(said["sid"]), said["status"], said["num_segments"]) == (
        "SM",
        34,
        "queued",
        "2",
    )
    assert (said["to"], said["from"], said["direction"]) == (AWA, "MAIRIE", "outbound-api")
    (sms,) = simulator.world.inbox.after(0)
    assert (sms["phone"], sms["other"], sms["provider"], sms["parts"]) == (AWA, "MAIRIE", "Twilio", 2)


def test_status_callbacks_are_signed_over_the_address_with_its_query(
    simulator: Simulator, gateway: Gateway
) -> None:
    sid = create(simulator, gateway).json["sid"]
    seen = gateway.wait(STATUS, 2)
    assert [each.field("MessageStatus") for each in seen] == ["sent", "delivered"]
    assert {each.field("MessageSid") for each in seen} == {sid}
    for each in seen:
        signature = each.headers["X-Twilio-Signature"]
        assert RequestValidator("demo").validate(gateway.url + STATUS, dict(each.form), signature)
        assert not RequestValidator("other").validate(gateway.url + STATUS, dict(each.form), signature)


def test_a_message_can_be_found_by_recipient_and_day(
    clock: time_machine.Traveller, simulator: Simulator, gateway: Gateway
) -> None:
    sid = create(simulator, gateway).json["sid"]
    create(simulator, gateway, To=KOFFI)
    gateway.wait(STATUS, 4)
    assert get(simulator, f"{MESSAGES}/{sid}.json")["status"] == "delivered"
    query = {"To": AWA, "DateSent": NOON.date().isoformat()}
    found = get(simulator, f"{MESSAGES}.json?{urlencode(query)}")
    assert [each["sid"] for each in found["messages"]] == [sid]
    query["DateSent"] = date(2020, 1, 1).isoformat()
    assert get(simulator, f"{MESSAGES}.json?{urlencode(query)}")["messages"] == []
    assert get(simulator, f"{MESSAGES}/SM{'0' * 32}.json")["code"] == 20404


def test_pages_follow_each_other(simulator: Simulator, gateway: Gateway) -> None:
    sids = [create(simulator, gateway).json["sid"] for _ in range(3)]
    first = get(simulator, f"{MESSAGES}.json?PageSize=2")
    second = get(simulator, "/providers/twilio" + first["next_page_uri"])
    assert [each["sid"] for each in first["messages"] + second["messages"]] == sids[::-1]
    assert second["next_page_uri"] is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "12"}, 21211),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
    ],
    ids=["no recipient", "no number", "no sender", "no text", "too long"],
)
def test_a_request_out_of_shape_gets_twilios_own_number(
    simulator: Simulator, gateway: Gateway, fields: dict[str, str], code: int
) -> None:
    reply = create(simulator, gateway, **fields)
    assert (reply.status, reply.json["code"], reply.json["status"]) == (400, code, 400)
    assert simulator.world.inbox.after(0) == []


def test_without_credentials_nothing_is_sent(simulator: Simulator) -> None:
    reply = simulator.call("POST", MESSAGES + ".json", b"To=%2B22370000001", **{"Content-Type": FORM})
    assert (reply.status, reply.json["code"]) == (401, 20003)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("refuse", 400, 21211), ("throttle", 429, 20429), ("no-credit", 401, 20005), ("stopped", 400, 21610)],
)
def test_faults_in_twilios_words(
    simulator: Simulator, gateway: Gateway, fault: str, status: int, code: int
) -> None:
    simulator.fault("twilio", fault)
    reply = create(simulator, gateway)
    assert (reply.status, reply.json["code"]) == (status, code)
    assert ("Retry-After" in reply.headers) == (fault == "throttle")
    assert create(simulator, gateway).status == 201
    assert len(simulator.world.inbox.after(0)) == 1


def test_an_sms_is_posted_signed_and_its_twiml_becomes_an_sms_back(
    simulator: Simulator, gateway: Gateway
) -> None:
    answer = b"<?xml version='1.0'?><Response><Message>Re&#231;u</Message><Message>Deux</Message></Response>"
    gateway.answer = lambda seen: (200, {"Content-Type": "text/xml"}, answer)
    simulator.post("/phone/api/sms", {"from": AWA, "to": "+15005550006", "text": "SUIVI été"})
    (seen,) = gateway.wait("/sms/twilio/inbound")
    url = gateway.url + "/sms/twilio/inbound"
    assert RequestValidator("demo").validate(url, dict(seen.form), seen.headers["X-Twilio-Signature"])
    assert (seen.field("From"), seen.field("Body"), seen.field("NumSegments")) == (AWA, "SUIVI été", "1")
    simulator.world.courier.stop()
    back = [(each["other"], each["text"]) for each in simulator.world.inbox.after(1)]
    assert back == [("+15005550006", "Reçu"), ("+15005550006", "Deux")]


def test_a_forged_sms_has_a_wrong_signature(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("twilio", "inbound-forged")
    simulator.post("/phone/api/sms", {"from": AWA, "to": "+15005550006", "text": "PAYER"})
    (seen,) = gateway.wait("/sms/twilio/inbound")
    url = gateway.url + "/sms/twilio/inbound"
    assert not RequestValidator("demo").validate(url, dict(seen.form), seen.headers["X-Twilio-Signature"])


class TestShared:
    """Signed with a SharedKey, by SHA-256."""

    @pytest.fixture
    def options(self, options: Options) -> Options:
        """A world whose Twilio signs so."""
        return type(options)(
            gateway=options.gateway,
            state=options.state,
            twilio_algorithm="HMAC_SHA256",
            app_timeout_s=options.app_timeout_s,
        )

    def test_the_header_announces_it(self, simulator: Simulator, gateway: Gateway) -> None:
        simulator.post("/phone/api/sms", {"from": AWA, "to": "+15005550006", "text": "AIDE"})
        (seen,) = gateway.wait("/sms/twilio/inbound")
        assert seen.headers["X-Twilio-Webhooks-Signature-Settings"] == "key=demo,algorithm=HMAC_SHA256"
        url, signature = gateway.url + "/sms/twilio/inbound", seen.headers["X-Twilio-Signature"]
        assert RequestValidator("demo").validate(url, dict(seen.form), signature, "HMAC_SHA256")
