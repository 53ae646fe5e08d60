"""What can be made to go wrong between a phone and the gateway."""

import pytest

from tests.simulator.cast import AWA, KOFFI, MOUSSA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Answer, Gateway, Seen

TURN = "/ussd/africastalking/demo"
EVENT = TURN + "/events"
SYSTEM = "africastalking-ussd"


def test_a_dropped_session_reaches_the_gateway_but_not_the_phone(
    simulator: Simulator, gateway: Gateway
) -> None:
    simulator.fault(SYSTEM, "drop")
    step = simulator.dial(AWA)
    assert (step["text"], step["more"], step["error"]) == ("Erreur de connexion.", False, "drop")
    assert len(gateway.at(TURN)) == 1
    assert simulator.post("/phone/api/answer", {"phone": AWA, "text": "1"}).json["error"] == "no-session"
    assert simulator.dial(AWA)["more"] is True


@pytest.mark.parametrize("same", [True, False], ids=["same bytes", "different bytes"])
def test_a_repeated_request_is_in_flight_twice_and_compared(
    simulator: Simulator, gateway: Gateway, same: bool
) -> None:
    def answer(seen: Seen) -> Answer:
        gateway.wait(TURN, 2)  # Neither copy is answered before both have arrived.
        return 200, {}, b"CON x" if same else f"CON {id(seen)}".encode()

    gateway.answer = answer
    simulator.fault(SYSTEM, "repeat")
    step = simulator.dial(AWA)
    first, second = gateway.at(TURN)
    assert first.body == second.body
    assert step["equal"] is same
    assert len(step["replies"]) == 2


def test_a_delayed_request_arrives_late(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault(SYSTEM, "delay", seconds=0.2)
    step = simulator.dial(AWA)
    assert step["delayed_s"] == 0.2
    assert step["more"] is True
    assert simulator.answer(AWA, "1")["delayed_s"] == 0


@pytest.mark.parametrize(("fault", "events"), [("no-event", 0), ("event-twice", 2)])
def test_the_end_event_may_be_missing_or_repeated(
    simulator: Simulator, gateway: Gateway, fault: str, events: int
) -> None:
    gateway.answer = lambda seen: (200, {}, b"END Merci")
    simulator.fault(SYSTEM, fault)
    faulty = simulator.dial(AWA)["session"]
    usual = simulator.dial(MOUSSA)["session"]
    gateway.wait(EVENT, events + 1)
    sessions = [each.field("sessionId") for each in gateway.at(EVENT)]
    assert sessions.count(faulty) == events
    assert sessions.count(usual) == 1


def test_a_fault_for_one_phone_leaves_the_others_alone(simulator: Simulator) -> None:
    simulator.fault(SYSTEM, "drop", phone=MOUSSA, times=2)
    assert simulator.dial(AWA)["error"] == ""
    assert [simulator.dial(MOUSSA)["error"] for _ in range(3)] == ["drop", "drop", ""]


def test_a_fault_of_one_operator_leaves_the_other_alone(simulator: Simulator) -> None:
    simulator.fault("mtn-ussd", "drop")
    assert simulator.dial(AWA)["error"] == ""
    assert simulator.dial(KOFFI)["error"] == "drop"


def test_a_session_longer_than_the_operator_allows_is_ended(
    simulator: Simulator, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.dial(AWA)
    from simulator import clock

    real = clock.monotonic
    monkeypatch.setattr(clock, "monotonic", lambda: real() + 181)
    assert gateway.wait(EVENT)[0].field("status") == "Incomplete"
    assert simulator.post("/phone/api/answer", {"phone": AWA, "text": "1"}).json["error"] == "no-session"
