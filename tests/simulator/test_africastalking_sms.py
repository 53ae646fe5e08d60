"""Africa's Talking SMS as a client meets it, the official SDK among them."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from africastalking.SMS import SMSService

from tests.simulator.cast import AWA, KOFFI, MOUSSA
from tests.simulator.conftest import Reply, Simulator
from tests.simulator.gateway import Gateway

SEND = "/providers/africastalking/version1/messaging"
REPORTS = "/sms/africastalking/demo/reports"


def send(simulator: Simulator, key: str = "any", **fields: str) -> Reply:
    """The form a client posts."""
    form = {"username": "guichet", "to": AWA, "message": "Bonjour", **fields}
    kind = "application/x-www-form-urlencoded"
    return simulator.call("POST", SEND, urlencode(form).encode(), apiKey=key, **{"Content-Type": kind})


def test_the_official_sdk_gets_its_answer_as_a_text(simulator: Simulator) -> None:
    """The charset in the content type is the trap: the SDK gives a str where its documents promise a dict."""
    service = SMSService("guichet", "key")
    service._baseUrl = simulator.url + "/providers/africastalking/version1"
    answer: Any = service.send("Votre dossier est disponible", [AWA, KOFFI], "GUICHET")
    assert isinstance(answer, str)
    data = json.loads(answer)["SMSMessageData"]
    assert data["Message"] == "Sent to 2/2 Total Cost: XOF 36.0000"
    assert [each["number"] for each in data["Recipients"]] == [AWA, KOFFI]
    inbox = simulator.call("GET", "/phone/api/inbox?after=0").json["messages"]
    assert [(each["phone"], each["other"]) for each in inbox] == [(AWA, "GUICHET"), (KOFFI, "GUICHET")]


def test_the_answer_has_the_documented_shape(simulator: Simulator) -> None:
    reply = send(simulator, message="x" * 161)
    assert (reply.status, reply.headers["Content-Type"]) == (201, "application/json; charset=utf-8")
    (line,) = reply.json["SMSMessageData"]["Recipients"]
    assert line.pop("messageId").startswith("ATXid_")
    assert line == {
        "statusCode": 101,
        "number": AWA,
        "status": "Success",
        "cost": "XOF 36.0000",
        "messageParts": 2,
    }


def test_the_bulk_form_takes_json(simulator: Simulator) -> None:
    body = {"username": "guichet", "message": "Bonjour", "senderId": "38400", "phoneNumbers": [AWA]}
    reply = simulator.call("POST", SEND + "/bulk", body, apiKey="any")
    assert reply.json["SMSMessageData"]["Recipients"][0]["statusCode"] == 101


def test_a_number_that_is_none_is_refused_alone(simulator: Simulator) -> None:
    lines = send(simulator, to=f"12,{AWA}").json["SMSMessageData"]["Recipients"]
    assert [each["statusCode"] for each in lines] == [403, 101]


def test_without_a_key_nothing_is_sent(simulator: Simulator) -> None:
    assert send(simulator, key="").status == 401
    assert simulator.call("GET", "/phone/api/inbox").json["messages"] == []


@pytest.mark.parametrize(
    ("phone", "interim"), [(AWA, "Sent"), (MOUSSA, "Submitted")], ids=["Orange", "Malitel"]
)
def test_two_reports_follow_a_message(
    simulator: Simulator, gateway: Gateway, phone: str, interim: str
) -> None:
    sent = send(simulator, to=phone).json["SMSMessageData"]["Recipients"][0]["messageId"]
    reports = gateway.wait(REPORTS, 2)
    assert [name for name, _ in reports[0].form] == ["id", "status", "phoneNumber", "networkCode"]
    assert [(each.field("id"), each.field("status")) for each in reports] == [
        (sent, interim),
        (sent, "Success"),
    ]


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("report-twice", ["Sent", "Sent", "Success", "Success"]),
        ("report-out-of-order", ["Success", "Sent"]),
        ("report-unknown", ["Sent", "ParkedAtBorder"]),
        ("report-late", ["Sent", "Success"]),
        ("report-never", []),
        ("report-failed", ["Sent", "Failed"]),
    ],
)
def test_reports_go_wrong_on_order(
    simulator: Simulator, gateway: Gateway, clock: time_machine.Traveller, fault: str, statuses: list[str]
) -> None:
    simulator.fault("africastalking-sms", fault)
    faulty = send(simulator).json["SMSMessageData"]["Recipients"][0]["messageId"]
    usual = send(simulator).json["SMSMessageData"]["Recipients"][0]["messageId"]
    if fault == "report-late":
        assert [each.field("id") for each in gateway.wait(REPORTS, 2)] == [usual] * 2
        clock.shift(simulator.world.options.late_s)
    reports = gateway.wait(REPORTS, len(statuses) + 2)
    assert [each.field("status") for each in reports if each.field("id") == faulty] == statuses


def test_a_report_is_posted_until_it_is_taken(simulator: Simulator, gateway: Gateway) -> None:
    refusals = iter([503, 503])
    gateway.answer = lambda seen: (next(refusals, 200), {}, b"")
    send(simulator)
    bodies = [each.body for each in gateway.wait(REPORTS, 4)]
    assert len(set(bodies)) == 2
