"""MTN MADAPI USSD on the wire."""

import json
from typing import Any

import pytest

from tests.simulator.cast import KOFFI
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Answer, Gateway, Seen

TURN = "/ussd/mtn/demo"


def madapi(text: str, more: bool) -> Answer:
    """An answer in the documented shape."""
    data = {"inboundResponse": text, "userInputRequired": more, "messageType": 1 if more else 2}
    body = {"statusCode": "0000", "statusMessage": "ok", "transactionId": "1", "data": data}
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


def sent(gateway: Gateway) -> list[dict[str, Any]]:
    """The JSON bodies that reached the gateway."""
    return [json.loads(each.body) for each in gateway.at(TURN)]


def test_a_session_carries_only_the_last_input(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: madapi("Bonjour", True)
    simulator.dial(KOFFI, "*384*17#")
    simulator.answer(KOFFI, "1")
    step = simulator.answer(KOFFI, "2")
    bodies = sent(gateway)
    assert [(each["messageType"], each["ussdString"]) for each in bodies] == [
        ("0", "*384*17#"),
        ("1", "1"),
        ("1", "2"),
    ]
    assert {each["msisdn"] for each in bodies} == {"2290197000003"}
    assert {each["serviceCode"] for each in bodies} == {"*384#"}
    assert len({each["sessionId"] for each in bodies}) == 1
    assert (step["text"], step["more"]) == ("Bonjour", True)


def test_hanging_up_sends_a_cancel(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: madapi("Bonjour", True)
    simulator.dial(KOFFI)
    simulator.post("/phone/api/hangup", {"phone": KOFFI})
    gateway.wait(TURN, 2)
    assert sent(gateway)[1]["messageType"] == "4"


def test_an_end_from_the_application_is_not_announced_back(simulator: Simulator, gateway: Gateway) -> None:
    gateway.answer = lambda seen: madapi("Merci", False)
    assert simulator.dial(KOFFI)["more"] is False
    simulator.dial(KOFFI)
    assert [each["messageType"] for each in sent(gateway)] == ["0", "0"]


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"CON Bonjour"),
        (200, {}, b'{"data": {"inboundResponse": "x"}}'),
        (200, {}, b'{"statusCode":"0000","data":{"inboundResponse":"x","userInputRequired":"true"}}'),
        (200, {}, b'{"statusCode":"3001","data":{"inboundResponse":"x","userInputRequired":true}}'),
        (500, {}, b""),
    ],
    ids=["not JSON", "field missing", "text for boolean", "canonical error", "500"],
)
def test_an_answer_out_of_shape_ends_the_session(
    simulator: Simulator, gateway: Gateway, answer: Answer
) -> None:
    def reply(seen: Seen) -> Answer:
        return answer

    gateway.answer = reply
    step = simulator.dial(KOFFI)
    assert step["error"]
    assert step["more"] is False


def test_a_phone_can_be_made_to_speak_the_other_dialect(simulator: Simulator, gateway: Gateway) -> None:
    simulator.dial(KOFFI, dialect="africastalking")
    assert gateway.at("/ussd/africastalking/demo")[0].field("networkCode") == "61603"
