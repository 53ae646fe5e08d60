"""Everything that can be ordered to go wrong with a payment, on MTN's wire; the till behind it is everybody's."""

import http.client
from datetime import timedelta

import pytest
import time_machine

from simulator.operators.statement import today
from tests.simulator.conftest import Simulator
from tests.simulator.gateway import Gateway
from tests.simulator.operators.merchant import (
    KOFFI,
    SENA,
    approve,
    mtn_ask,
    mtn_new,
    mtn_status,
    prompts,
    statement,
)
from tests.waiting import until

ID = "6f1c9a52-3f0e-4b57-9f3e-0a1b2c3d4e5f"


def state(simulator: Simulator, id_: str) -> str:
    """The status word of a payment."""
    return str(mtn_status(simulator, id_).json["status"])


def test_a_payer_ordered_to_accept_needs_no_phone_and_no_money(
    simulator: Simulator, gateway: Gateway
) -> None:
    simulator.call("PUT", f"/operators/mtn/accounts/{KOFFI}", {"balance": 0})
    simulator.fault("mtn", "auto-approve", times=1_000_000)
    id_ = mtn_new(simulator)
    assert prompts(simulator, KOFFI) == []
    gateway.wait("/callback")
    assert state(simulator, id_) == "SUCCESSFUL"


def test_work_done_behind_a_dropped_connection_is_409_afterwards(simulator: Simulator) -> None:
    simulator.fault("mtn", "accept-then-drop", phone=KOFFI)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        mtn_ask(simulator, ID)
    assert mtn_ask(simulator, ID).status == 409
    assert len(prompts(simulator, KOFFI)) == 1


def test_a_fault_for_one_phone_leaves_the_others_alone(simulator: Simulator) -> None:
    simulator.fault("mtn", "down", phone=SENA)
    assert mtn_ask(simulator, ID).status == 202
    assert mtn_status(simulator, ID).status == 200


def test_the_callback_can_come_before_the_reply(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("mtn", "callback-before-reply")
    id_ = mtn_new(simulator)
    assert len(gateway.at("/callback")) == 1
    assert state(simulator, id_) == "SUCCESSFUL"


def test_the_callback_can_come_twice(simulator: Simulator, gateway: Gateway) -> None:
    simulator.fault("mtn", "auto-approve")
    simulator.fault("mtn", "callback-twice")
    mtn_new(simulator)
    first, second = gateway.wait("/callback", 2)
    assert first.body == second.body


def test_the_callback_can_come_late_or_never(
    simulator: Simulator, gateway: Gateway, clock: time_machine.Traveller
) -> None:
    simulator.fault("mtn", "auto-approve", times=2)
    simulator.fault("mtn", "callback-never")
    never = mtn_new(simulator)
    until(lambda: state(simulator, never) == "SUCCESSFUL")
    simulator.fault("mtn", "callback-late")
    late = mtn_new(simulator)
    until(lambda: state(simulator, late) == "SUCCESSFUL")
    assert gateway.at("/callback") == []
    clock.shift(simulator.world.options.late_s)
    gateway.wait("/callback")
    key = f"mtn:{never}"
    assert key not in simulator.world.courier.by_subject()


def test_a_forged_callback_says_paid_while_the_payer_still_thinks(
    simulator: Simulator, gateway: Gateway
) -> None:
    simulator.fault("mtn", "callback-forged")
    id_ = mtn_new(simulator)
    (seen,) = gateway.wait("/callback")
    assert seen.json["status"] == "SUCCESSFUL"
    assert state(simulator, id_) in ("CREATED", "PENDING")
    assert len(prompts(simulator, KOFFI)) == 1


@pytest.mark.parametrize(
    ("fault", "amount", "currency"),
    [("wrong-amount", "1500", "XOF"), ("wrong-currency", "3000", "EUR")],
    ids=["amount", "currency"],
)
def test_what_was_paid_is_not_what_was_asked(
    simulator: Simulator, gateway: Gateway, fault: str, amount: str, currency: str
) -> None:
    simulator.fault("mtn", fault)
    id_ = mtn_new(simulator)
    approve(simulator, KOFFI)
    told = mtn_status(simulator, id_).json
    assert (told["status"], told["amount"], told["currency"]) == ("SUCCESSFUL", amount, currency)
    assert gateway.wait("/callback")[0].json == told
    assert statement(simulator, "mtn")[0].split(",")[5].replace(" ", "") == amount


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("success-after-failed", "APPROVAL_REJECTED"),
        ("success-after-expiry", "COULD_NOT_PERFORM_TRANSACTION"),
    ],
    ids=["failed", "expiry"],
)
def test_success_can_come_after_the_end(
    simulator: Simulator, gateway: Gateway, clock: time_machine.Traveller, fault: str, reason: str
) -> None:
    simulator.fault("mtn", fault)
    id_ = mtn_new(simulator)
    until(lambda: state(simulator, id_) == "FAILED")
    assert reason in str(mtn_status(simulator, id_).json["reason"])
    clock.shift(simulator.world.options.late_s)
    until(lambda: state(simulator, id_) == "SUCCESSFUL")
    assert "reason" not in mtn_status(simulator, id_).json
    assert {each.json["status"] for each in gateway.wait("/callback", 2)} == {"FAILED", "SUCCESSFUL"}


def test_a_permanent_500_stays_one_and_nothing_was_accepted(simulator: Simulator) -> None:
    simulator.fault("mtn", "error-500-permanent")
    assert [mtn_ask(simulator, ID).status for _ in range(3)] == [500, 500, 500]
    assert mtn_status(simulator, ID).status == 404
    mtn_new(simulator)


def test_an_unknown_word_is_read_once(simulator: Simulator) -> None:
    id_ = mtn_new(simulator)
    simulator.fault("mtn", "unknown-word")
    assert state(simulator, id_) == "ONGOING"
    assert state(simulator, id_) in ("CREATED", "PENDING")


def test_a_token_can_be_refused(simulator: Simulator) -> None:
    simulator.fault("mtn", "bad-token")
    assert mtn_ask(simulator, ID).status == 401
    assert mtn_ask(simulator, ID).status == 202


@pytest.mark.parametrize(
    ("fault", "here", "next_day"),
    [
        ("", ["3 000"], []),
        ("statement-line-missing", [], []),
        ("statement-line-duplicated", ["3 000", "3 000"], []),
        ("statement-line-late", [], ["3 000"]),
        ("statement-line-reversed", ["3 000", "-3 000"], []),
    ],
    ids=["none", "missing", "duplicated", "late", "reversed"],
)
def test_statement_lines_go_wrong(
    simulator: Simulator, fault: str, here: list[str], next_day: list[str]
) -> None:
    if fault:
        simulator.fault("mtn", fault)
    mtn_new(simulator)
    approve(simulator, KOFFI)
    tomorrow = (today("mtn") + timedelta(days=1)).isoformat()
    assert [line.split(",")[5] for line in statement(simulator, "mtn")] == here
    assert [line.split(",")[5] for line in statement(simulator, "mtn", tomorrow)] == next_day
