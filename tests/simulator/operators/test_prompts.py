"""The PIN prompt: on the phone, over JSON, in the terminal."""

import threading

import pytest
import time_machine
from rich.console import Console

from simulator.line import Line
from simulator.terminal_prompts import announce, answered
from tests.simulator.conftest import NOON, Simulator
from tests.simulator.operators.merchant import KOFFI, SENA, approve, mtn_new, mtn_status, prompts, statement
from tests.waiting import until


@pytest.mark.parametrize("typed", ["1234", "1 1234", "1*9876"], ids=["PIN", "1 and PIN", "1*PIN"])
def test_any_four_digits_pay(simulator: Simulator, typed: str) -> None:
    id_ = mtn_new(simulator)
    prompt = prompts(simulator, KOFFI)[0]
    said = simulator.post(f"/phone/api/prompts/{prompt['id']}", {"text": typed})
    assert said.json["message"].startswith("Paiement de 3000 F effectué. Ref ")
    assert prompts(simulator, KOFFI) == []
    assert mtn_status(simulator, id_).json["status"] == "SUCCESSFUL"


@pytest.mark.parametrize("body", [{"cancel": True}, {"text": "0"}], ids=["cancel", "0"])
def test_the_payer_says_no(simulator: Simulator, body: dict[str, object]) -> None:
    id_ = mtn_new(simulator)
    prompt = prompts(simulator, KOFFI)[0]
    assert simulator.post(f"/phone/api/prompts/{prompt['id']}", body).json["state"] == "cancelled"
    assert "APPROVAL_REJECTED" in str(mtn_status(simulator, id_).json["reason"])
    assert simulator.post(f"/phone/api/prompts/{prompt['id']}", {"pin": "1234"}).status == 410


def test_three_wrong_pins_end_it(simulator: Simulator) -> None:
    id_ = mtn_new(simulator)
    states = [approve(simulator, KOFFI, pin)["state"] for pin in ("0000", "12", "")]
    assert states == ["wrong-pin", "wrong-pin", "failed"]
    assert mtn_status(simulator, id_).json["status"] == "FAILED"


def test_prompts_stand_on_their_own_phone_oldest_first(simulator: Simulator) -> None:
    mtn_new(simulator)
    mtn_new(simulator, amount="500", payer={"partyIdType": "MSISDN", "partyId": SENA[1:]})
    mtn_new(simulator, amount="700")
    assert ["700" in each["text"] for each in prompts(simulator, KOFFI)] == [False, True]
    assert len(simulator.call("GET", "/phone/api/prompts").json["prompts"]) == 3


def test_an_unanswered_prompt_expires_after_five_minutes(
    simulator: Simulator, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOON, tick=False)
    id_ = mtn_new(simulator)
    assert prompts(simulator, KOFFI)[0]["seconds_left"] == 300
    payment = simulator.world.market.book.get("mtn", id_)
    # Five minutes later, as the agenda would find it.
    simulator.world.market.till.decide(payment["key"], "expired", "expired")
    assert prompts(simulator, KOFFI) == []
    assert "COULD_NOT_PERFORM_TRANSACTION" in str(mtn_status(simulator, id_).json["reason"])


def test_four_decisions_at_once_take_the_money_once(simulator: Simulator) -> None:
    id_, till = mtn_new(simulator), simulator.world.market.till
    together = threading.Barrier(4)

    def decide() -> None:
        together.wait()
        till.decide(f"mtn:{id_}", "succeeded")

    hands = [threading.Thread(target=decide) for _ in range(4)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert till.accounts.balance("mtn", KOFFI) == 497_000
    assert len(statement(simulator, "mtn")) == 1


def test_the_terminal_shows_a_prompt_once_and_takes_the_pin(simulator: Simulator) -> None:
    id_ = mtn_new(simulator)
    console, line = Console(record=True, width=80), Line(simulator.url, KOFFI)
    seen: set[str] = set()
    announce(console, line, seen)
    announce(console, line, seen)
    shown = console.export_text()
    assert shown.count("payer 3000 F") == 1
    assert not answered(console, line, "*384#")
    assert answered(console, line, "1234")
    assert not answered(console, line, "1234")
    until(lambda: mtn_status(simulator, id_).json["status"] == "SUCCESSFUL")
