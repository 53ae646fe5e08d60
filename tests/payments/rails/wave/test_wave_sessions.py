"""A checkout has no idempotency: at most one payable page may be open for a charge, and none for ever."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine

from payments.contract import NotSupported, Unanswered
from payments.wave.rail import Wave
from tests.payments.rails.bench import Bench, bench
from tests.payments.rails.operators import WaveServer


def of(ready: Bench) -> tuple[WaveServer, Wave]:
    assert isinstance(ready.server, WaveServer)
    assert isinstance(ready.rail, Wave)
    return ready.server, ready.rail


def test_a_session_is_searched_for_before_one_is_made() -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        rail.request(ready.charge)
        assert [call.method for call in server.calls] == ["GET", "POST"]
        body = json.loads(server.calls[1].body)
        assert (body["amount"], body["currency"], body["client_reference"]) == (
            "3000",
            "XOF",
            ready.charge.attempt_id,
        )


def test_two_open_pages_become_one() -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        rail.request(ready.charge)
        first = next(iter(server.sessions.values()))
        server.sessions["cos-second"] = first | {"id": "cos-second"}
        assert server.charges() == 2
        kept = rail.request(ready.charge)
        assert server.charges() == 1
        assert server.sessions[kept.tokens["session"]]["checkout_status"] == "open"


def test_the_paid_session_counts_when_another_is_open_beside_it() -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        rail.request(ready.charge)
        server.approve()
        paid = next(iter(server.sessions.values()))
        server.sessions["cos-open"] = paid | {
            "id": "cos-open",
            "checkout_status": "open",
            "payment_status": "processing",
        }
        assert rail.ask(ready.charge).state == "succeeded"
        assert server.charges() == 0


def test_a_failed_try_leaves_the_page_payable() -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        next(iter(server.sessions.values()))["payment_status"] = "cancelled"
        assert rail.ask(charge).state == "pending"


def test_a_forgotten_page_is_closed_after_half_an_hour(day: time_machine.Traveller) -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        day.shift(1801)
        assert rail.ask(charge).state == "expired"
        assert server.charges() == 0


def test_another_charges_session_is_not_ours() -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        charge = ready.requested()
        next(iter(server.sessions.values()))["client_reference"] = "another"
        assert rail.ask(charge).reference == "other"


def lines(*amounts: str, **changed: object) -> list[dict[str, object]]:
    return [
        {
            "transaction_id": f"T{number}", "transaction_type": "api_checkout", "amount": amount, "fee": "0",
            "currency": "XOF", "timestamp": "2026-01-05T09:00:00Z", "is_reversal": False, **changed,
        }
        for number, amount in enumerate(amounts)
    ]  # fmt: skip


def test_a_days_statement_is_read_to_its_last_page() -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        server.days["2026-01-05"] = [*lines("2970", fee="30"), *lines("-500", "1900.00", "25", "7")]
        read = list(rail.statement.lines(date(2026, 1, 5)))
        # Theirs is what the account got: the payer gave the fee too.
        assert [line.amount_xof for line in read] == [3000, -500, 1900, 25, 7]
        assert read[0].fee_xof == 30
        assert read[0].at == datetime(2026, 1, 5, 9, tzinfo=UTC)
        assert rail.statement.balance() == 150000
        server.balance = "-30"
        assert rail.statement.balance() == -30


@pytest.mark.parametrize("amount", ["12.5", "1e3", "", "--5"])
def test_a_statement_with_a_line_that_cannot_be_read_is_no_statement(amount: str) -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        server.days["2026-01-05"] = lines("3000", amount)
        with pytest.raises(Unanswered):
            list(rail.statement.lines(date(2026, 1, 5)))


@pytest.mark.parametrize(
    ("found", "state"),
    [
        ({"transaction_id": "T0", "is_reversal": True}, "succeeded"),
        ({"transaction_id": "T9", "client_reference": "OURS"}, "succeeded"),
        ({"transaction_id": "T0", "is_reversal": True, "amount": "-2970", "fee": "-30"}, "succeeded"),
        ({"transaction_id": "T9", "client_reference": "another"}, "pending"),
    ],
    ids=["the payment's own number", "our reference", "its fee given back", "another's"],
)
def test_a_refund_is_found_on_the_statement(
    day: time_machine.Traveller, found: dict[str, object], state: str
) -> None:
    with bench("wave") as ready:
        server, rail = of(ready)
        refund = ready.refund(ready.requested(), "T0")
        found = {name: refund.attempt_id if value == "OURS" else value for name, value in found.items()}
        rail.refund(refund)
        assert rail.ask_refund(refund).state == "pending"
        server.days["2026-01-04"] = [
            *lines("3000", "-1000", client_reference=ready.charge.attempt_id),
            {**lines("-3000")[0], **found},
        ]
        said = rail.ask_refund(refund)
        assert (said.state, said.amount_xof) == (state, 3000 if state == "succeeded" else None)


def test_a_part_of_a_session_is_refunded_by_hand() -> None:
    with bench("wave") as ready:
        with pytest.raises(NotSupported):
            ready.rail.refund(ready.refund(ready.requested(), "T0", amount_xof=1000))
        assert not [call for call in ready.server.calls if call.path.endswith("/refund")]
