"""Two providers: what one would not have leaves by the other, what one may have sent never does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import LEASE_S, Later
from sms import failure, invariants, reports, unknown
from sms.contract import Report, Via
from sms.delivery import Delivery
from sms.purposes import POLICIES
from sms.routing import weights
from sms.tables import SMS_REPORT
from tests.cast import KOFFI
from tests.sms.africastalking_wire import Answer, Wire, line, recipients
from tests.sms.cases import event, message, providers, queued
from tests.sms.two_ways import FIRST, FIRST_FIRST, SECOND, Named, two

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OK = recipients(line())
OTHER_OK = recipients(line(message_id="second_1"))
# Accepted without an id, as often as it is asked.
ANY_OK = recipients(line(message_id="None"))
REPEATABLE = {"case.moved": replace(POLICIES["case.moved"], repeatable=True)}


def _delivery(database: Database, keyring: Keyring, wires: tuple[Wire, Wire], **more: object) -> Delivery:
    ways = providers(Named(FIRST, wires[0]), Named(SECOND, wires[1]))
    return Delivery(database, keyring, ways, routing=FIRST_FIRST, **more)  # type: ignore[arg-type]


NOT_SENT: dict[str, Answer] = {
    "server error": (500, {}, b""),
    "unavailable": (503, {}, b""),
    "busy": (429, {}, b""),
    "no credit": recipients(line(405)),
}


@pytest.mark.parametrize("answer", NOT_SENT.values(), ids=NOT_SENT)
def test_what_one_would_not_have_leaves_by_the_other_at_once(
    database: Database, keyring: Keyring, answer: Answer
) -> None:
    """Fault rows 19 and 21."""
    message_id = queued(database, keyring)
    with two((answer,), (OTHER_OK,)) as wires:
        _delivery(database, keyring, wires).deliver(event(message_id))
    row = message(database, message_id)
    assert (row.state, row.provider, row.provider_id, row.attempts) == ("sent", SECOND, "second_1", 2)
    assert (len(wires[0].requests), len(wires[1].requests)) == (1, 1)


def test_a_refused_connection_leaves_by_the_other_at_once(database: Database, keyring: Keyring) -> None:
    """Fault row 19."""
    message_id = queued(database, keyring)
    with two((OK,), (OTHER_OK,)) as (one, other):
        closed = Wire(OK)
        closed.url = "http://127.0.0.1:9"
        _delivery(database, keyring, (closed, other)).deliver(event(message_id))
        closed.egresses[0].close()
    assert (message(database, message_id).provider, one.requests) == (SECOND, [])


def test_the_row_says_who_is_called_before_he_is(database: Database, keyring: Keyring) -> None:
    message_id, seen = queued(database, keyring), []
    with two(((500, {}, b""),), (OTHER_OK,)) as (one, other):
        for wire in (one, other):
            wire.before_answer = lambda: seen.append(
                (message(database, message_id).state, message(database, message_id).provider)
            )
        _delivery(database, keyring, (one, other)).deliver(event(message_id))
    assert seen == [("handed", FIRST), ("handed", SECOND)]


def test_what_one_may_have_sent_never_leaves_by_the_other(database: Database, keyring: Keyring) -> None:
    """Fault row 18."""
    with time_machine.travel(NOON, tick=False) as time, two((None,), (OTHER_OK,)) as wires:
        message_id = queued(database, keyring)
        delivery = _delivery(database, keyring, wires)
        for _ in range(5):
            delivery.deliver(event(message_id))
            time.shift(unknown.REPEAT_AFTER_S)
    row = message(database, message_id)
    assert (row.state, len(wires[0].requests), wires[1].requests) == ("unknown", 1, [])


def test_where_twice_is_better_than_never_the_second_copy_takes_the_other_way_and_is_marked(
    database: Database, keyring: Keyring
) -> None:
    """Fault rows 3 and 18."""
    with time_machine.travel(NOON, tick=False) as time, two((None,), (OTHER_OK,)) as wires:
        message_id = queued(database, keyring)
        delivery = _delivery(database, keyring, wires, policies=REPEATABLE)
        with pytest.raises(Later):
            delivery.deliver(event(message_id))
        time.shift(unknown.REPEAT_AFTER_S)
        delivery.deliver(event(message_id))
    row = message(database, message_id)
    assert (row.state, row.provider, row.maybe_duplicate) == ("sent", SECOND, True)


def test_a_refusal_is_of_the_message_and_goes_nowhere_else(database: Database, keyring: Keyring) -> None:
    message_id = queued(database, keyring)
    with two((recipients(line(403)),), (OTHER_OK,)) as wires:
        _delivery(database, keyring, wires).deliver(event(message_id))
    assert (message(database, message_id).state, wires[1].requests) == ("failed", [])


def test_an_answer_waits_for_the_provider_it_answers_to(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time, two((OK,), ((503, {}, b""), OTHER_OK)) as wires:
        message_id = queued(database, keyring, via=Via(SECOND, "36000"))
        delivery = _delivery(database, keyring, wires)
        with pytest.raises(Later) as later:
            delivery.deliver(event(message_id))
        time.shift(later.value.seconds)
        delivery.deliver(event(message_id))
    row = message(database, message_id)
    assert (row.state, row.provider, wires[0].requests) == ("sent", SECOND, [])
    assert [request["from"] for request in wires[1].requests] == ["36000", "36000"]


def test_a_pause_is_kept_for_every_message_and_costs_no_points(database: Database, keyring: Keyring) -> None:
    """Fault row 20."""
    with (
        time_machine.travel(NOON, tick=False) as time,
        two(((429, {"Retry-After": "120"}, b""), ANY_OK), (ANY_OK,)) as wires,
    ):
        delivery = _delivery(database, keyring, wires)
        for _ in range(3):
            delivery.deliver(event(queued(database, keyring)))
        assert (len(wires[0].requests), len(wires[1].requests)) == (1, 3)
        time.shift(121)
        delivery = _delivery(database, keyring, wires)
        delivery.deliver(event(queued(database, keyring)))
    assert len(wires[0].requests) == 2
    with database.transaction() as connection:
        known = weights.load(connection, FIRST_FIRST.resting)
    assert [known[name].points for name in (FIRST, SECOND)] == [100, 0]


@pytest.mark.parametrize(("status", "points"), [(500, 90), (429, 100)], ids=["failing", "busy"])
def test_a_provider_that_keeps_failing_loses_points_and_a_busy_one_does_not(
    database: Database, keyring: Keyring, status: int, points: int
) -> None:
    """Fault rows 19 and 20."""
    with two(((status, {}, b""),), (ANY_OK,)) as wires:
        delivery = _delivery(database, keyring, wires)
        for serial in range(FIRST_FIRST.health.errors):
            delivery.deliver(event(queued(database, keyring, phone=f"+2237000{serial:04d}")))
    with database.transaction() as connection:
        known = weights.load(connection, FIRST_FIRST.resting)
    assert known[FIRST].points == points


def test_both_down_for_an_hour_lose_nothing_send_nothing_twice_and_no_late_code(
    database: Database, keyring: Keyring
) -> None:
    """Fault row 22."""
    down: Answer = (503, {}, b"")
    with time_machine.travel(NOON, tick=False) as time, two((down,), (down,)) as wires:
        news = [queued(database, keyring, phone=f"+2237000{serial:04d}") for serial in range(5)]
        code = queued(database, keyring, purpose="pin.code", phone=KOFFI)
        delivery, due = _delivery(database, keyring, wires), dict.fromkeys([*news, code], NOON)
        for minute in range(90):
            if minute == 60:
                for wire in wires:
                    wire.requests.clear()
                    wire.answers[:] = [ANY_OK]
            at = NOON + timedelta(minutes=minute)
            time.move_to(at)
            for message_id in [each for each in due if due[each] <= at]:
                try:
                    delivery.deliver(event(message_id))
                    del due[message_id]
                except Later as later:
                    due[message_id] = at + timedelta(seconds=later.seconds)
        with database.transaction() as connection:
            assert invariants.broken(connection) == {}
    assert {message(database, each).state for each in news} == {"sent"}
    assert (message(database, code).state, message(database, code).reason) == ("expired", "too_late")
    assert len(wires[0].requests) + len(wires[1].requests) == len(news)
    assert KOFFI not in {request["to"] for wire in wires for request in wire.requests}


def test_the_tries_of_both_are_counted_together_and_end(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failure, "ATTEMPTS_MAX", 5)
    message_id, waits = queued(database, keyring), []
    with two(((503, {}, b""),), ((503, {}, b""),)) as wires:
        delivery = _delivery(database, keyring, wires)
        for _ in range(2):
            with pytest.raises(Later) as later:
                delivery.deliver(event(message_id))
            waits.append(later.value.seconds)
        delivery.deliver(event(message_id))
    assert waits == [10, 60]
    assert (message(database, message_id).state, message(database, message_id).attempts) == ("failed", 5)


def test_a_worker_lost_between_the_two_leaves_it_with_the_second(
    database: Database, keyring: Keyring
) -> None:
    """Fault rows 2 and 3."""
    with time_machine.travel(NOON, tick=False) as time, two(((503, {}, b""),), (OTHER_OK,)) as wires:
        message_id = queued(database, keyring)
        delivery = _delivery(database, keyring, wires)
        with database.transaction() as connection:
            work = delivery.take(connection, [event(message_id)]).calls
        with database.transaction() as connection:
            again = delivery.settle(connection, [delivery.call(each) for each in work]).calls
        assert [each.provider for each in again] == [SECOND]
        time.shift(LEASE_S)
        delivery.deliver(event(message_id))
        row = message(database, message_id)
        assert (row.state, row.provider, wires[1].requests) == ("unknown", SECOND, [])


@pytest.mark.parametrize(
    ("state", "ends"), [("delivered", "delivered"), ("failed", "sent")], ids=["arrived", "failed"]
)
def test_of_a_first_copy_only_its_arrival_counts(
    database: Database, keyring: Keyring, state: str, ends: str
) -> None:
    """Fault row 23."""
    with time_machine.travel(NOON, tick=False) as time, two((None,), (OTHER_OK,)) as wires:
        message_id = queued(database, keyring)
        delivery = _delivery(database, keyring, wires, policies=REPEATABLE)
        with pytest.raises(Later):
            delivery.deliver(event(message_id))
        time.shift(unknown.REPEAT_AFTER_S)
        delivery.deliver(event(message_id))
        late = Report(FIRST, "first_1", "x", state, None, None, {}, message_id=message_id)
        with database.transaction() as connection:
            reports.take(connection, keyring, late)
    row = message(database, message_id)
    assert (row.state, row.provider_id) == (ends, "second_1")


def test_a_report_with_our_own_id_that_overtakes_the_answer_is_applied_with_it(
    database: Database, keyring: Keyring
) -> None:
    """Fault row 23."""
    message_id, outcomes = queued(database, keyring), []
    early = Report(FIRST, "ATXid_1", "x", "delivered", None, None, {}, message_id=message_id)

    def arrives() -> None:
        with database.transaction() as connection:
            outcomes.append(reports.take(connection, keyring, early))

    with two((None,), (OTHER_OK,)) as wires:
        wires[0].before_answer = arrives
        _delivery(database, keyring, wires).deliver(event(message_id))
    row = message(database, message_id)
    assert (outcomes, row.state, row.provider_id) == (["orphan"], "delivered", "ATXid_1")
    with database.transaction() as connection:
        assert connection.execute(select(SMS_REPORT.c.outcome)).scalar_one() == "applied"
