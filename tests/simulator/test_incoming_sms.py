"""SMS that people write, on their way to the gateway."""

import pytest

from tests.simulator.cast import AWA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway

INBOUND = "/sms/africastalking/demo/inbound"


def test_an_sms_is_posted_with_every_field_in_order(simulator: Simulator, gateway: Gateway) -> None:
    reply = simulator.post("/phone/api/sms", {"from": AWA, "to": "38400", "text": "DOSSIER 260123456789"})
    assert reply.status == 202
    seen = gateway.wait(INBOUND)[0]
    names = ["date", "from", "to", "id", "text", "linkId", "cost", "networkCode"]
    assert [name for name, _ in seen.form] == names
    assert (seen.field("from"), seen.field("to"), seen.field("id")) == (AWA, "38400", reply.json["id"])


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


def test_what_was_sent_shows_in_the_phone(simulator: Simulator) -> None:
    simulator.post("/phone/api/sms", {"from": AWA, "text": "AIDE"})
    news = simulator.call("GET", "/phone/api/inbox?phone=%2B22370000001&after=0").json
    assert [(each["direction"], each["text"]) for each in news["messages"]] == [("out", "AIDE")]
    after = simulator.call("GET", f"/phone/api/inbox?phone=%2B22370000001&after={news['last']}").json
    assert after == {"messages": [], "last": news["last"]}


def test_an_empty_sms_is_refused(simulator: Simulator, gateway: Gateway) -> None:
    assert simulator.post("/phone/api/sms", {"from": AWA, "text": "  "}).status == 400
    assert gateway.seen == []
