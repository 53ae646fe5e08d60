"""SMS that people write, on their way to the gateway."""

import pytest

from simulator.policy import after_try
from tests.simulator.cast import AWA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway

INBOUND = "/sms/africastalking/demo/inbound"


def test_an_sms_is_posted_with_every_field_in_order(simulator: Simulator, gateway: Gateway) -> None:
    reply = simulator.post("/phone/api/sms", {"from": AWA, "to": "36035", "text": "DOSSIER 260123456789"})
    assert reply.status == 202
    seen = gateway.wait(INBOUND)[0]
    names = ["date", "from", "to", "id", "text", "linkId", "cost", "networkCode"]
    assert [name for name, _ in seen.form] == names
    assert (seen.field("from"), seen.field("to"), seen.field("id")) == (AWA, "36035", reply.json["id"])


@pytest.mark.parametrize("status", [500, 201, 302], ids=str)
def test_anything_but_200_gets_the_same_sms_again(
    simulator: Simulator, gateway: Gateway, status: int
) -> None:
    gateway.answer = lambda seen: (200 if len(gateway.at(INBOUND)) > 2 else status, {}, b"")
    simulator.post("/phone/api/sms", {"from": AWA, "text": "AIDE"})
    bodies = [each.body for each in gateway.wait(INBOUND, 3)]
    assert len(set(bodies)) == 1
    # One more SMS, carried later, shows that the first was not posted a fourth time.
    simulator.post("/phone/api/sms", {"from": AWA, "text": "STOP"})
    assert [each.field("text") for each in gateway.wait(INBOUND, 4)] == ["AIDE"] * 3 + ["STOP"]


@pytest.mark.parametrize(
    ("fault", "texts"), [("parts-apart", ["G" * 153, "M" * 120]), ("parts-swapped", ["M" * 120, "G" * 153])]
)
def test_a_long_sms_comes_apart_on_order_and_joined_otherwise(
    simulator: Simulator, gateway: Gateway, fault: str, texts: list[str]
) -> None:
    """273 characters: what the QR code of a document holds."""
    simulator.fault("africastalking-sms", fault)
    for _ in range(2):
        simulator.post("/phone/api/sms", {"from": AWA, "text": "G" * 153 + "M" * 120})
    seen = gateway.wait(INBOUND, 3)
    assert sorted(each.field("text") for each in seen) == sorted([*texts, "G" * 153 + "M" * 120])
    apart = [each for each in seen if len(each.field("text")) < 273]
    assert [each.field("text") for each in apart] == texts
    assert len({each.field("id") for each in seen}) == 3


def test_an_sms_is_posted_twice_on_order(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("africastalking-sms", "inbound-twice")
    simulator.post("/phone/api/sms", {"from": AWA, "text": "AIDE"})
    first, second = gateway.wait(INBOUND, 2)
    assert first.field("id") == second.field("id")


def test_a_forged_sms_does_not_know_the_secret_address(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("africastalking-sms", "inbound-forged")
    simulator.post("/phone/api/sms", {"from": AWA, "text": "AIDE"})
    assert gateway.wait("/inbound")[0].path == "/sms/africastalking/forged/inbound"


def test_the_number_decides_who_carries_the_sms(simulator: Simulator, gateway: Gateway) -> None:
    numbers = simulator.call("GET", "/phone/api/phones").json["numbers"]
    assert [(each["number"], each["provider"]) for each in numbers] == [
        ("36035", "africastalking"),
        ("36036", "kannel"),
        ("36037", "orange"),
        ("+15005550006", "twilio"),
    ]
    for each in numbers:
        said = simulator.post("/phone/api/sms", {"from": AWA, "to": each["number"], "text": "AIDE"}).json
        assert said["provider"] == each["provider"]
    assert simulator.post("/phone/api/sms", {"from": AWA, "to": "99999", "text": "AIDE"}).status == 400


def test_what_was_sent_shows_in_the_phone(simulator: Simulator) -> None:
    simulator.post("/phone/api/sms", {"from": AWA, "text": "AIDE"})
    news = simulator.call("GET", "/phone/api/inbox?phone=%2B22370000001&after=0").json
    assert [(each["direction"], each["text"]) for each in news["messages"]] == [("out", "AIDE")]
    after = simulator.call("GET", f"/phone/api/inbox?phone=%2B22370000001&after={news['last']}").json
    assert after == {"messages": [], "last": news["last"]}


def test_an_empty_sms_is_refused(simulator: Simulator, gateway: Gateway) -> None:
    assert simulator.post("/phone/api/sms", {"from": AWA, "text": "  "}).status == 400
    assert gateway.seen == []


@pytest.mark.parametrize(
    ("hours", "state"), [(11.9, "waiting"), (12.1, "given-up")], ids=["before noon", "after noon"]
)
def test_africas_talking_gives_up_after_twelve_hours(hours: float, state: str) -> None:
    """Help article 742510: every minute, for 12 hours, until it gets 200."""
    delivery = {"policy": "inbound", "tries": 5, "born": 0.0}
    changed = after_try(delivery, 503, hours * 3600, 1.0, 60.0)
    assert changed["state"] == state
    if state == "waiting":
        assert changed["due"] == hours * 3600 + 60
