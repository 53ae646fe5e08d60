"""Orange's SMS API and what Orange posts."""

import base64
from typing import Any

import pytest

from tests.simulator.cast import AWA, MOUSSA
from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway

TOKEN = "/providers/orange/oauth/v3/token"
SEND = "/providers/orange/smsmessaging/v1/outbound/tel%3A%2B2230000/requests"
REPORTS = "/sms/orange/demo/reports"
BASIC = "Basic " + base64.b64encode(b"id:secret").decode()
FORM = "application/x-www-form-urlencoded"


def bearer(simulator: Simulator) -> str:
    """A token, as a client gets one."""
    headers = {"Authorization": BASIC, "Content-Type": FORM}
    said = simulator.call("POST", TOKEN, b"grant_type=client_credentials", **headers).json
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 3600)
    return f"Bearer {said['access_token']}"


def body(**fields: Any) -> dict[str, Any]:
    """The request of one message."""
    text = {"message": "Votre dossier est prêt"}
    asked = {"address": f"tel:{AWA}", "senderAddress": "tel:+2230000", "senderName": "MAIRIE"}
    return {"outboundSMSMessageRequest": {**asked, "outboundSMSTextMessage": text, **fields}}


def send(simulator: Simulator, **fields: Any) -> Reply:
    """Send with a fresh token."""
    return simulator.call("POST", SEND, body(**fields), Authorization=bearer(simulator))


def test_a_message_is_taken_delivered_and_reported(simulator: Simulator, gateway: Gateway) -> None:
    reply = send(simulator)
    assert reply.status == 201
    place = reply.json["outboundSMSMessageRequest"]["resourceURL"]
    (sms,) = simulator.world.inbox.after(0)
    assert (sms["other"], sms["text"], sms["provider"], sms["encoding"]) == (
        "MAIRIE", "Votre dossier est prêt", "Orange", "UCS-2",
    )  # fmt: skip
    notices = [each.json["deliveryInfoNotification"] for each in gateway.wait(REPORTS, 2)]
    statuses = [each["deliveryInfo"]["deliveryStatus"] for each in notices]
    assert statuses == ["DeliveredToNetwork", "DeliveredToTerminal"]
    assert {each["callbackData"] for each in notices} == {place.rpartition("/")[2]}
    assert notices[0]["deliveryInfo"]["address"] == f"tel:{AWA}"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"address": "tel:12"}, "SVC0004"),
        ({"senderAddress": "tel:+2290000"}, "SVC0002"),
        ({"outboundSMSTextMessage": {"message": ""}}, "SVC0002"),
    ],
    ids=["no number", "other sender", "no text"],
)
def test_a_request_out_of_shape_is_a_service_exception(
    simulator: Simulator, fields: dict[str, Any], code: str
) -> None:
    reply = send(simulator, **fields)
    assert reply.status == 400
    assert reply.json["requestError"]["serviceException"]["messageId"] == code


def test_without_a_token_nothing_is_sent(simulator: Simulator) -> None:
    assert simulator.call("POST", SEND, body()).status == 401
    headers = {"Content-Type": FORM}
    assert simulator.call("POST", TOKEN, b"grant_type=client_credentials", **headers).status == 401


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("refuse", 400, "SVC0004"),
        ("no-credit", 403, "Expired contract"),
        ("throttle", 429, "Too many requests"),
    ],
)
def test_faults_in_oranges_words(simulator: Simulator, fault: str, status: int, words: str) -> None:
    simulator.fault("orange-sms", fault)
    reply = send(simulator)
    assert reply.status == status
    assert words in reply.body.decode()
    assert send(simulator).status == 201


def test_an_unknown_state_hides_a_message_that_left(simulator: Simulator) -> None:
    simulator.fault("orange-sms", "unknown-status")
    assert "resourceURL" not in send(simulator).json["outboundSMSMessageRequest"]
    assert len(simulator.world.inbox.after(0)) == 1


def test_an_sms_is_posted_from_orange_phones_only(simulator: Simulator, gateway: Gateway) -> None:
    simulator.post("/phone/api/sms", {"from": AWA, "to": "36037", "text": "AIDE été"})
    (seen,) = gateway.wait("/sms/orange/demo/inbound")
    said = seen.json["inboundSMSMessageNotification"]["inboundSMSMessage"]
    assert (said["senderAddress"], said["destinationAddress"], said["message"]) == (
        f"tel:{AWA}", "tel:36037", "AIDE été",
    )  # fmt: skip
    reply = simulator.post("/phone/api/sms", {"from": MOUSSA, "to": "36037", "text": "AIDE"})
    assert (reply.status, reply.json["error"]) == (400, "number")
