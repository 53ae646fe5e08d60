"""Every way a simulated HTTP server can be made to fail, on both kinds of server."""

import base64
import http.client
import json
from urllib.parse import urlencode

import pytest

from tests.simulator.cast import AWA, MOUSSA
from tests.simulator.conftest import Simulator
from tests.waiting import until

ORANGE = {
    "address": f"tel:{AWA}",
    "senderAddress": "tel:+2230000",
    "outboundSMSTextMessage": {"message": "Bonjour"},
}
ACCOUNT = "AC" + "0" * 32
BASIC = "Basic " + base64.b64encode(f"{ACCOUNT}:any".encode()).decode()
SYSTEMS = {
    "apex": "/administrations/apex/services/certificat-origine/applications",
    "africastalking-sms": "/providers/africastalking/version1/messaging",
    "twilio": f"/providers/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
    "orange-sms": "/providers/orange/smsmessaging/v1/outbound/tel%3A%2B2230000/requests",
}
FORM = "application/x-www-form-urlencoded"
BODIES = {
    "apex": (json.dumps({"reference": "260123456789", "answers": {"a": "b"}}), "application/json"),
    "africastalking-sms": (
        urlencode({"username": "u", "to": AWA, "message": "Bonjour"}),
        FORM,
    ),
    "twilio": (urlencode({"To": AWA, "From": "MAIRIE", "Body": "Bonjour"}), FORM),
    "orange-sms": (json.dumps({"outboundSMSMessageRequest": ORANGE}), "application/json"),
}


@pytest.fixture(params=list(SYSTEMS))
def system(request: pytest.FixtureRequest) -> str:
    """Each system that serves HTTP."""
    return str(request.param)


def call(simulator: Simulator, system: str, timeout_s: float = 60) -> tuple[int, dict[str, str], bytes]:
    """The system's main request, straight on the wire."""
    body, kind = BODIES[system]
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(simulator.url.rsplit(":", 1)[1]), timeout=timeout_s
    )
    try:
        secret = "Bearer any" if system == "orange-sms" else BASIC
        headers = {"Content-Type": kind, "apiKey": "k", "Authorization": secret}
        connection.request("POST", SYSTEMS[system], body, headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def worked(simulator: Simulator, system: str) -> bool:
    """Was the work done?"""
    world = simulator.world
    return bool(world.applications.all() if system == "apex" else world.inbox.after(0))


@pytest.mark.parametrize(
    ("fault", "status"), [("down", 503), ("error-500", 500), ("html", 200), ("redirect", 302)], ids=str
)
def test_an_answer_in_the_place_of_the_work(
    simulator: Simulator, system: str, fault: str, status: int
) -> None:
    simulator.fault(system, fault)
    came, headers, body = call(simulator, system)
    assert came == status
    assert not worked(simulator, system)
    if fault == "html":
        assert body.startswith(b"<!doctype html>")
    if fault == "redirect":
        assert headers["Location"] == "http://169.254.169.254/"
    assert call(simulator, system)[0] == 201


def test_a_silent_server_accepts_and_says_nothing(simulator: Simulator, system: str) -> None:
    simulator.fault(system, "timeout")
    with pytest.raises(TimeoutError):
        call(simulator, system, timeout_s=0.3)
    # The request may be read only now, and its fault is for nobody else.
    until(lambda: simulator.world.faults.pending() == [])
    assert not worked(simulator, system)
    assert call(simulator, system)[0] == 201


def test_a_dropped_connection_hides_work_that_was_done(simulator: Simulator, system: str) -> None:
    simulator.fault(system, "accept-then-drop")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        call(simulator, system)
    assert worked(simulator, system)


def test_a_slow_answer_is_a_whole_one(simulator: Simulator, system: str) -> None:
    if system == "apex":
        return
    simulator.fault(system, "slow", seconds=120)
    with pytest.raises(TimeoutError):
        call(simulator, system, timeout_s=0.1)
    until(lambda: simulator.world.faults.pending() == [])
    simulator.fault(system, "slow", seconds=0.1)
    assert call(simulator, system)[0] == 201


def test_a_server_that_falls_silent_has_done_the_work(simulator: Simulator, system: str) -> None:
    if system == "apex":
        return
    simulator.fault(system, "accept-then-hang")
    with pytest.raises(TimeoutError):
        call(simulator, system, timeout_s=0.4)
    until(lambda: worked(simulator, system))


def test_half_of_the_json_comes_back(simulator: Simulator, system: str) -> None:
    simulator.fault(system, "half-json")
    status, headers, body = call(simulator, system)
    assert status == 201
    assert int(headers["Content-Length"]) == len(body)
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    assert worked(simulator, system)


def test_a_huge_answer_is_fifty_megabytes(simulator: Simulator, system: str) -> None:
    simulator.fault(system, "huge")
    assert len(call(simulator, system)[2]) >= 50 * 1024 * 1024


def test_a_fault_for_another_phone_waits_for_it(simulator: Simulator) -> None:
    simulator.fault("africastalking-sms", "down", phone=MOUSSA)
    assert call(simulator, "africastalking-sms")[0] == 201
    assert len(simulator.world.faults.pending()) == 1
