"""Asking until there is a verdict: when, how long, and what is believed. Facts 4, rules 5, 8 and 9."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from kernel import clock
from payments.poll_schedule import callback_again, next_poll
from payments.tables import PAYMENT_ATTEMPT
from tests.cast import AWA
from tests.payments.counter import AT, Counter, broken
from tests.payments.mtn_server import MtnServer

POLL_S = (5, 10, 20, 30, 60)


def test_the_waits_grow_to_a_minute_then_to_eight_and_an_hour_after_a_day_and_never_end() -> None:
    attempt, expires_at = str(uuid.uuid4()), AT + timedelta(minutes=5)
    before = [next_poll(attempt, polls, AT, expires_at, POLL_S) - AT for polls in range(7)]
    for wait, seconds in zip(before, (5, 10, 20, 30, 60, 60, 60), strict=True):
        assert 0.9 * seconds <= wait.total_seconds() <= 1.1 * seconds
    for over, minutes in ((0, 2), (2, 5), (7, 8), (22, 8), (1439, 8), (1440, 60), (10_000, 60)):
        at = expires_at + timedelta(minutes=over)
        wait = next_poll(attempt, 9, at, expires_at, POLL_S) - at
        assert 0.9 * minutes <= wait.total_seconds() / 60 <= 1.1 * minutes


def test_in_its_first_day_a_charge_in_doubt_is_asked_about_within_ten_minutes() -> None:
    attempt, at, expires_at = str(uuid.uuid4()), AT, AT
    for polls in range(400):
        due = next_poll(attempt, polls, at, expires_at, POLL_S)
        assert at - expires_at >= timedelta(days=1) or due - at < timedelta(minutes=9)
        at = due


@pytest.mark.parametrize(
    ("age_s", "wait_s"),
    [(0, 30), (60, 30), (130, 32.5), (600, 150), (1920, 480), (80_000, 480), (100_000, 3600), (10**7, 3600)],
)
def test_an_unanswered_callback_waits_a_quarter_of_its_age_within_the_limits(
    age_s: int, wait_s: float
) -> None:
    assert callback_again(timedelta(seconds=age_s)).total_seconds() == wait_s


def test_the_jitter_is_the_attempt_s_own_and_the_same_each_time() -> None:
    expires_at = AT + timedelta(minutes=5)
    ids = [str(uuid.uuid4()) for _ in range(50)]
    first = [next_poll(one, 4, AT, expires_at, POLL_S) for one in ids]
    assert first == [next_poll(one, 4, AT, expires_at, POLL_S) for one in ids]
    assert len(set(first)) > 40


def begun(room: Counter) -> str:
    attempt = room.start(room.invoice())
    room.run()
    return attempt


@pytest.mark.usefixtures("operator")
def test_a_charge_is_asked_about_when_due_and_by_one_worker_at_a_time(
    room: Counter, day: time_machine.Traveller
) -> None:
    begun(room)
    assert room.sweep() == 0
    day.shift(6)
    assert (room.sweep(), room.sweep()) == (1, 0)
    assert room.run() == ["payment.poll"]


def test_a_sweep_has_the_charge_that_waits_longest_asked_first(
    room: Counter, day: time_machine.Traveller
) -> None:
    begun_first, *others = (begun(room) for _ in range(5))
    day.shift(timedelta(minutes=1))
    latest = update(PAYMENT_ATTEMPT).where(PAYMENT_ATTEMPT.c.id == begun_first)
    with room.database.transaction() as connection:
        connection.execute(latest.values(next_poll_at=clock.now()))
    waited = sorted(others, key=lambda one: room.attempt(one).next_poll_at)
    assert room.sweep() == 5
    assert [event.subject for event in room.news("payment.poll")] == [*waited, begun_first]


def test_a_state_nobody_knows_stays_pending_until_it_ends(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = begun(room)
    operator.refuse(attempt, None, "ONGOING")
    day.shift(6)
    room.poll()
    assert room.attempt(attempt).state == "pending"
    operator.approve(attempt)
    day.shift(60)
    room.poll()
    assert room.attempt(attempt).state == "succeeded"


def test_a_rail_that_was_switched_off_is_looked_for_each_hour_and_asked_once_it_is_back(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = begun(room)
    operator.approve(attempt)
    rail = room.rails.pop("mtn")
    day.shift(6)
    assert room.poll() == ["payment.poll"]
    day.shift(3000)
    assert room.poll() == []
    room.rails["mtn"] = rail
    day.shift(601)
    room.poll()
    assert room.attempt(attempt).state == "succeeded"


def test_a_charge_without_a_verdict_is_in_doubt_said_once_and_asked_for_ever(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Fault rows 25 and 27."""
    attempt = begun(room)
    for _ in range(40):
        day.shift(1800)
        room.poll()
    row = room.attempt(attempt)
    assert (row.state, row.polls > 10, row.next_poll_at > clock.now()) == ("unknown", True, True)
    assert [news.subject for news in room.news("payment.doubtful")] == [attempt]
    operator.approve(attempt)
    day.shift(4000)
    room.poll()
    assert room.attempt(attempt).state == "succeeded"
    assert broken(room) == {}


def test_an_operator_that_is_away_changes_nothing_and_is_asked_again(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = begun(room)
    operator.order("503")
    day.shift(6)
    room.poll()
    row = room.attempt(attempt)
    assert (row.state, row.polls, row.next_poll_at > clock.now()) == ("pending", 1, True)


@pytest.mark.parametrize("word", ["failed", "expired"])
def test_money_that_comes_after_a_no_still_pays(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, word: str
) -> None:
    """Fault row 30: late success."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.refuse(attempt, "EXPIRED" if word == "expired" else "NOT_ENOUGH_FUNDS")
    day.shift(6)
    room.poll()
    assert room.attempt(attempt).state == word
    operator.approve(attempt, reason=...)
    room.polls.ask(attempt)
    assert (room.attempt(attempt).state, room.read(invoice).state) == ("succeeded", "paid")
    assert broken(room) == {}


def test_late_money_on_an_invoice_paid_otherwise_is_a_credit_and_no_second_document(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Bad-input row 44."""
    invoice = room.invoice()
    first = room.start(invoice)
    room.run()
    operator.refuse(first, "EXPIRED")
    day.shift(6)
    room.poll()
    second = room.start(invoice)
    room.run()
    operator.approve(second)
    day.shift(6)
    room.poll()
    operator.approve(first, reason=...)
    room.polls.ask(first)
    assert [receipt.disposition for receipt in room.receipts()] == ["settled", "credit"]
    assert [len(room.news(topic)) for topic in ("invoice.paid", "payment.credited")] == [1, 1]
    assert broken(room) == {}


def test_a_late_success_that_is_not_what_we_asked_is_shown_and_pays_nobody(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = begun(room)
    operator.refuse(attempt, "EXPIRED")
    day.shift(6)
    room.poll()
    operator.approve(attempt, reason=..., amount="1")
    room.polls.ask(attempt)
    assert (room.attempt(attempt).state, room.attempt(attempt).mismatch) == ("expired", "amount")
    assert (len(room.news("payment.mismatch")), room.receipts()) == (1, [])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"amount": "2001"}, "amount"),
        ({"amount": "2000.5"}, "amount"),
        ({"amount": "-2000"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": 10**30}, "amount"),
        ({"currency": "EUR"}, "currency"),
        ({"externalId": "260999999999"}, "reference"),
        ({"payer": {"partyIdType": "MSISDN", "partyId": "2290197000099"}}, "payer"),
        ({"financialTransactionId": None}, "operator_id"),
        ({"financialTransactionId": "x" * 101}, "operator_id"),
    ],
)
def test_a_success_that_is_not_what_we_asked_pays_nobody_and_is_shown(
    room: Counter, operator: MtnServer, day: time_machine.Traveller, said: dict[str, object], why: str
) -> None:
    """Fault row 29; bad-input rows 40 and 41."""
    invoice = room.invoice()
    attempt = room.start(invoice)
    room.run()
    operator.approve(attempt, **said)
    for _ in range(3):
        day.shift(90)
        room.poll()
    row = room.attempt(attempt)
    assert (row.state, row.mismatch) == ("pending", why)
    assert (room.read(invoice).state, room.receipts()) == ("open", [])
    assert [news.payload for news in room.news("payment.mismatch")] == [{"why": why}]
    operator.approve(attempt)
    day.shift(100)
    room.poll()
    assert (room.attempt(attempt).mismatch, room.read(invoice).state) == (None, "paid")


def test_the_payer_s_number_may_be_spelt_otherwise(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    attempt = begun(room)
    operator.approve(attempt, payer={"partyIdType": "MSISDN", "partyId": "22997000003"}, amount="2000.00")
    day.shift(6)
    room.poll()
    assert room.attempt(attempt).state == "succeeded"


def test_a_transaction_of_another_payment_pays_no_second_one(
    room: Counter, operator: MtnServer, day: time_machine.Traveller
) -> None:
    """Bad-input row 42."""
    first, second = begun(room), room.start(room.invoice(subject="c-2"))
    room.run()
    operator.approve(first)
    operator.approve(second, financialTransactionId=operator.charges[first].transaction)
    day.shift(6)
    room.poll()
    states = sorted(room.attempt(one).state for one in (first, second))
    assert states == ["pending", "succeeded"]
    (other,) = [one for one in (first, second) if room.attempt(one).state == "pending"]
    assert room.attempt(other).mismatch == "operator_id"
    assert [(news.subject, news.payload) for news in room.news("payment.mismatch")] == [
        (other, {"why": "operator_id"})
    ]
    assert [receipt.attempt_id for receipt in room.receipts()] == [*({first, second} - {other})]
    assert set(broken(room)) == {"no operator says paid otherwise than we asked"}


def test_a_code_that_nobody_dialled_ends_after_a_day(room: Counter, day: time_machine.Traveller) -> None:
    invoice = room.invoice(regie="ml-sikasso", revenue_line="ml-tdrl", country="ML", phone=AWA)
    attempt = room.start(invoice, "orange_merchant", phone=AWA)
    room.run()
    assert room.attempt(attempt).state == "pending"
    day.shift(23 * 3600)
    room.poll()
    assert room.attempt(attempt).state == "pending"
    day.shift(2 * 3600)
    room.poll()
    assert (room.attempt(attempt).state, room.attempt(attempt).reason) == ("expired", "never_dialled")
