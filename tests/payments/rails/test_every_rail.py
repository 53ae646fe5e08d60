"""The contract of payments/contract.py, the same cases against every rail over real HTTP."""

from dataclasses import replace

import pytest
import structlog
from structlog.testing import capture_logs

from kernel.egress import Egress
from payments import contract
from payments.contract import Misconfigured, NotReached, NotTried, Unanswered
from tests.payments.rails.bench import RAILS, Bench, bench


def test_an_accepted_charge_waits_then_succeeds_with_the_operators_id(any_rail: Bench) -> None:
    charge = any_rail.requested()
    assert any_rail.rail.ask(charge).state == "pending"
    any_rail.server.approve()
    said = any_rail.rail.ask(charge)
    assert (said.state, bool(said.operator_id), said.reference) == (
        "succeeded",
        True,
        charge.invoice_reference,
    )
    assert said.amount_xof == (3000 if any_rail.tells_amount else None)
    assert said.currency in (None, contract.XOF)


def test_a_payer_who_says_no_is_a_failure(any_rail: Bench) -> None:
    charge = any_rail.requested()
    any_rail.server.decline()
    said = any_rail.rail.ask(charge)
    assert (said.state, said.operator_id) == ("failed", None)


def test_an_answer_lost_after_acceptance_is_asked_about_and_makes_no_second_charge(any_rail: Bench) -> None:
    """Fault rows 3 and 25."""
    any_rail.server.faults["request"].append("lost")
    with pytest.raises(Unanswered):
        any_rail.rail.request(any_rail.charge)
    # Nobody was given the page of a lost Orange order, so that it can never be paid.
    assert any_rail.rail.ask(any_rail.charge).state == ("pending" if any_rail.finds_lost else "absent")
    assert any_rail.server.charges() == 1


def test_the_same_charge_twice_is_one_charge(any_rail: Bench) -> None:
    any_rail.rail.request(any_rail.charge)
    if any_rail.name == "orange":
        # Orange refuses a repeated order: the charge fails, and a second page is never payable.
        with pytest.raises(contract.Declined):
            any_rail.rail.request(any_rail.charge)
    else:
        any_rail.rail.request(any_rail.charge)
    assert any_rail.server.charges() == 1


@pytest.mark.parametrize("fault", ["500", "502", "503", "html", "half", "huge"])
@pytest.mark.parametrize("kind", ["request", "ask"])
def test_an_answer_that_decides_nothing_leaves_the_outcome_open(
    any_rail: Bench, fault: str, kind: str
) -> None:
    charge = any_rail.charge if kind == "request" else any_rail.requested()
    any_rail.server.faults[kind].append(fault)
    with pytest.raises(Unanswered):
        (any_rail.rail.request if kind == "request" else any_rail.rail.ask)(charge)


def test_a_refused_key_is_ours_to_mend(any_rail: Bench) -> None:
    # Twice: rails with a token try once more with a new one.
    any_rail.server.faults["request"] += ["401", "401"]
    with pytest.raises(Misconfigured):
        any_rail.rail.request(any_rail.charge)


def test_too_many_requests_come_back_when_the_operator_says(any_rail: Bench) -> None:
    any_rail.server.faults["request"].append("429")
    with pytest.raises(NotTried) as told:
        any_rail.rail.request(any_rail.charge)
    assert told.value.retry_in_s == 7


def test_a_word_nobody_knows_stays_pending_and_is_reported(any_rail: Bench) -> None:
    charge = any_rail.requested()
    any_rail.server.word = "77" if any_rail.name == "moov" else "FROZEN"
    with capture_logs() as logs:
        assert any_rail.rail.ask(charge).state == "pending"
    assert [line for line in logs if line["event"] == "rail_word_unrecognised"]


@pytest.mark.parametrize(("paid", "told"), [(2999, 2999), ("3000.5", -1), ("3e3", -1), ("-3000", -1)])
@pytest.mark.parametrize("name", [name for name, row in RAILS.items() if row[2]])
def test_another_amount_is_told_as_it_is(name: str, paid: int | str, told: int) -> None:
    """Fault row 29."""
    with bench(name) as ready:
        charge = ready.requested()
        ready.server.approve()
        ready.server.amount = paid
        assert ready.rail.ask(charge).amount_xof == told


@pytest.mark.parametrize("name", ["moov", "wave", "orange", "gsma"])
def test_a_success_without_the_operators_id_waits_for_it(name: str) -> None:
    with bench(name) as ready:
        charge = ready.requested()
        ready.server.approve()
        ready.server.without_id = True
        assert ready.rail.ask(charge).state == "pending"


def test_a_charge_that_never_arrived_is_absent(any_rail: Bench) -> None:
    assert any_rail.rail.ask(any_rail.charge).state == "absent"


def test_an_operator_that_is_away_was_never_reached(any_rail: Bench) -> None:
    # Port 9 (discard) is closed on loopback, and this egress may call it.
    gone = "http://127.0.0.1:9"
    egress = Egress([gone], allow_private=frozenset({"127.0.0.1"}))
    rail = RAILS[any_rail.name][1](gone, egress, 1.0)
    with pytest.raises(NotReached):
        rail.request(replace(any_rail.charge, base_url=gone))


def test_another_host_is_never_called(any_rail: Bench) -> None:
    with pytest.raises(Misconfigured):
        any_rail.rail.request(replace(any_rail.charge, base_url="http://169.254.169.254"))


def test_capabilities_are_one_way_of_paying(any_rail: Bench) -> None:
    can = any_rail.rail.capabilities
    assert [can.push, can.browser, can.customer_dialled].count(True) == 1
    assert can.browser == (any_rail.name in {"wave", "orange"})
    assert can.callback == (any_rail.name != "moov")
    assert any_rail.rail.name == any_rail.name


def test_nothing_personal_or_secret_is_logged(any_rail: Bench) -> None:
    structlog.reset_defaults()
    with capture_logs() as logs:
        charge = any_rail.requested()
        any_rail.rail.ask(charge)
    written = repr(logs)
    assert charge.phone not in written
    assert not [token for token in charge.tokens.values() if len(token) > 3 and token in written]
