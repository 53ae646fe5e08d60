"""The calls behind the handset: phones, sessions, refusals."""

import threading

import pytest

from simulator import clock
from tests.simulator.cast import AWA, KOFFI, MOUSSA, SENA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Answer, Gateway, Seen

TURN = "/ussd/africastalking/demo"


def test_the_cast_is_there_and_can_be_joined(simulator: Simulator) -> None:
    known = simulator.call("GET", "/phone/api/phones").json
    networks = {each["phone"]: (each["network"], each["dialect"]) for each in known["phones"]}
    assert networks == {
        AWA: ("61002", "africastalking"),
        MOUSSA: ("61001", "africastalking"),
        KOFFI: ("61603", "mtn"),
        SENA: ("61602", "africastalking"),
    }
    new = {"phone": "+223 50 00 00 09", "name": "Fanta"}
    assert simulator.post("/phone/api/phones", new).json["operator"] == "Telecel Mali"
    assert simulator.post("/phone/api/phones", new).status == 201
    assert len(simulator.call("GET", "/phone/api/phones").json["phones"]) == 5
    assert simulator.post("/phone/api/phones", {"phone": "70000001"}).status == 400


def test_any_number_can_dial_without_being_on_the_page(simulator: Simulator) -> None:
    assert simulator.dial("+22376543210")["more"] is True


def test_a_step_measures_its_screen(
    simulator: Simulator, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0)
    gateway.answer = lambda seen: (200, {}, "CON prêt".encode())
    step = simulator.dial(AWA)
    assert (step["septets"], step["budget"], step["encoding"], step["foreign"]) == (4, 80, "UCS-2", ["ê"])
    assert step["request"].startswith("POST /ussd/africastalking/demo HTTP/1.1\nHost: 127.0.0.1:")
    assert step["replies"][0]["raw"].endswith("\n\nCON prêt")
    assert step["seconds_left"] == 180
    monkeypatch.setattr(clock, "monotonic", lambda: 1060.0)
    assert simulator.answer(AWA, "1")["seconds_left"] == 120


def test_a_plus_left_unencoded_still_finds_the_phone(simulator: Simulator) -> None:
    simulator.post("/phone/api/sms", {"from": AWA, "text": "AIDE"})
    for written in ("+22370000001", "%2B22370000001", "%2B223%2070%2000%2000%2001"):
        assert len(simulator.call("GET", f"/phone/api/inbox?phone={written}").json["messages"]) == 1


def test_half_a_character_does_not_break_the_phone(simulator: Simulator, gateway: Gateway) -> None:
    simulator.dial(AWA)
    assert simulator.answer(AWA, "a\ud800b")["error"] == ""
    assert gateway.at(TURN)[1].field("text") == "a?b"


def test_dialling_again_hangs_up_first(simulator: Simulator, gateway: Gateway) -> None:
    first, second = simulator.dial(AWA)["session"], simulator.dial(AWA)["session"]
    assert first != second
    assert gateway.wait(TURN + "/events")[0].field("sessionId") == first


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"phone": AWA, "text": "1"}, 409, "no-session"),
        ({"phone": AWA, "text": "x" * 183}, 400, "too-long"),
        ({"phone": "no", "text": "1"}, 400, "phone"),
        ({"phone": AWA, "text": 1}, 400, "json"),
        ([], 400, "json"),
    ],
    ids=["no session", "too long", "no number", "not a text", "not an object"],
)
def test_a_wrong_answer_is_refused(simulator: Simulator, body: object, status: int, error: str) -> None:
    reply = simulator.post("/phone/api/answer", body)
    assert (reply.status, reply.json["error"]) == (status, error)


def test_hanging_up_while_the_answer_is_awaited_ends_the_session(
    simulator: Simulator, gateway: Gateway
) -> None:
    arrived, release = threading.Event(), threading.Event()

    def answer(seen: Seen) -> Answer:
        arrived.set()
        release.wait(60)
        return 200, {}, b"CON Bonjour"

    gateway.answer = answer
    steps: list[dict[str, object]] = []
    caller = threading.Thread(target=lambda: steps.append(simulator.dial(AWA)))
    caller.start()
    assert arrived.wait(60)
    busy = simulator.post("/phone/api/answer", {"phone": AWA, "text": "1"})
    assert busy.json["error"] == "waiting"
    assert simulator.post("/phone/api/hangup", {"phone": AWA}).json == {"ended": True}
    release.set()
    caller.join(60)
    assert steps[0]["error"] == "hung-up"
    assert simulator.post("/phone/api/hangup", {"phone": AWA}).json == {"ended": False}
