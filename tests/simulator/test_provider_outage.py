"""A provider that is down for a while: what waits, who sees it, and how it ends."""

from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from tests.simulator.cast import AWA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.test_africastalking_sms import send as africastalking
from tests.waiting import until

KANNEL = {"username": "guichet", "password": "guichet", "to": AWA, "text": "Bonjour"}


def kannel(simulator: Simulator) -> int:
    """The same message through Kannel."""
    return simulator.call("GET", f"/providers/kannel/cgi-bin/sendsms?{urlencode(KANNEL)}").status


def rows(simulator: Simulator, provider: str) -> list[Any]:
    """What the page shows of a provider, as JSON."""
    return list(simulator.call("GET", "/providers/").json[provider])


def outage(simulator: Simulator, system: str, seconds: float = 0) -> int:
    """Order an outage; its id."""
    reply = simulator.post("/faults", {"system": system, "fault": "outage", "seconds": seconds})
    return int(reply.json["id"])


def test_an_outage_lasts_until_it_is_cancelled(simulator: Simulator) -> None:
    order = outage(simulator, "africastalking-sms")
    assert [africastalking(simulator).status for _ in range(3)] == [503] * 3
    assert simulator.call("DELETE", f"/faults/{order}").status == 204
    assert africastalking(simulator).status == 201


def test_an_outage_of_some_minutes_ends_by_itself(simulator: Simulator) -> None:
    outage(simulator, "kannel", 600)
    assert kannel(simulator) == 503
    with time_machine.travel(simulator.world.faults.pending()[0].until + 1, tick=True):
        assert kannel(simulator) == 202
        assert simulator.world.faults.pending() == []


def test_what_both_providers_turned_away_is_held_until_one_of_them_takes_it(simulator: Simulator) -> None:
    outage(simulator, "africastalking-sms")
    order = outage(simulator, "kannel")
    for _ in range(2):
        africastalking(simulator)
    kannel(simulator)
    (held,) = rows(simulator, "africastalking")
    assert (held["state"], held["why"], held["tries"]) == ("held", "prestataire en panne", 2)
    assert "en panne" in simulator.call("GET", "/providers/", Accept="text/html").body.decode()
    simulator.call("DELETE", f"/faults/{order}")
    assert kannel(simulator) == 202
    assert [each["state"] for each in rows(simulator, "africastalking")] == ["elsewhere"]
    assert [each["direction"] for each in rows(simulator, "kannel")] == ["out"]
    assert len(simulator.world.inbox.after(0)) == 1


def test_what_a_person_writes_waits_at_the_provider_too(simulator: Simulator, gateway: Gateway) -> None:
    order = outage(simulator, "africastalking-sms")
    simulator.post("/phone/api/sms", {"from": AWA, "text": "AIDE"})
    until(lambda: rows(simulator, "africastalking")[0]["state"] == "held")
    assert rows(simulator, "africastalking")[0]["direction"] == "in"
    assert gateway.seen == []
    simulator.call("DELETE", f"/faults/{order}")
    assert gateway.wait("/inbound")[0].field("text") == "AIDE"


def test_an_outage_closes_the_token_door_as_well(simulator: Simulator) -> None:
    outage(simulator, "orange-sms")
    assert simulator.call("POST", "/providers/orange/oauth/v3/token", b"").status == 503


@pytest.mark.parametrize(("fault", "state"), [("refuse", "refused"), ("no-credit", "held")])
def test_a_refused_message_is_shown_with_its_reason(simulator: Simulator, fault: str, state: str) -> None:
    simulator.fault("africastalking-sms", fault)
    line = africastalking(simulator).json["SMSMessageData"]["Recipients"][0]
    assert line["statusCode"] == {"refuse": 406, "no-credit": 405}[fault]
    (row,) = rows(simulator, "africastalking")
    assert (row["state"], row["fault"]) == (state, fault)
    assert row["why"].endswith(".")


def test_a_delivered_message_shows_what_guichet_was_told(simulator: Simulator, gateway: Gateway) -> None:
    africastalking(simulator)
    gateway.wait("/reports", 2)
    simulator.world.courier.stop()
    (row,) = rows(simulator, "africastalking")
    assert (row["state"], row["status"], row["pushes"]) == ("delivered", "Success", ["reçu (200)"] * 2)
