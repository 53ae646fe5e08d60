"""What one sender tells of one subject arrives in the order it is told, however late the gateway answers."""

import threading

from simulator.courier import HANDS
from tests.simulator.cast import AWA, MOUSSA
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Answer, Gateway, Seen
from tests.simulator.test_africastalking_sms import REPORTS, send


def statuses(seen: list[Seen], phone: str) -> list[str]:
    """What was told of a phone's messages, in the order it came."""
    return [each.field("status") for each in seen if each.field("phoneNumber") == phone]


def test_a_final_report_waits_for_the_interim_one_and_holds_up_no_other(
    simulator: Simulator, gateway: Gateway
) -> None:
    release, held = threading.Event(), HANDS - 1

    def answer(seen: Seen) -> Answer:
        if seen.field("phoneNumber") == AWA:
            release.wait(60)
        return 200, {}, b""

    gateway.answer = answer
    for _ in range(held):
        send(simulator, to=AWA)
    gateway.wait(REPORTS, held)
    # Both reports of this one are due after all of the others, and one hand is left to carry them.
    send(simulator, to=MOUSSA)
    seen = gateway.wait(REPORTS, held + 2)
    assert statuses(seen, AWA) == ["Sent"] * held
    assert statuses(seen, MOUSSA) == ["Submitted", "Success"]
    release.set()
    assert statuses(gateway.wait(REPORTS, 2 * held + 2), AWA)[held:] == ["Success"] * held


def test_the_same_report_told_twice_is_in_flight_twice(simulator: Simulator, gateway: Gateway) -> None:
    def answer(seen: Seen) -> Answer:
        gateway.wait(REPORTS, 2)  # Neither copy is answered before both have arrived.
        return 200, {}, b""

    gateway.answer = answer
    simulator.fault("africastalking-sms", "report-twice")
    send(simulator)
    assert statuses(gateway.wait(REPORTS, 4), AWA) == ["Sent", "Sent", "Success", "Success"]
