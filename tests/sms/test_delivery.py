"""One queued message leaves once, whatever dies on the way."""

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import QueuePool

from kernel import clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import LEASE_S, Later
from sms import failure, optouts, unknown
from sms.contract import Handed, Outgoing, Provider
from sms.delivery import Delivery
from sms.purposes import POLICIES, Policy
from tests.sms.africastalking_wire import line, recipients, serving
from tests.sms.cases import PHONE, TEXT, event, message, providers, queued, report

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OK = recipients(line(cost="XOF 18.0000"))
REPEATABLE = {"case.moved": replace(POLICIES["case.moved"], repeatable=True)}


class Killed(BaseException):
    """The worker's death: nothing of ours may catch it."""


def test_a_queued_message_reaches_the_wire_and_is_sent(database: Database, keyring: Keyring) -> None:
    message_id = queued(database, keyring)
    with serving(OK) as wire:
        Delivery(database, keyring, providers(wire.provider()), senders={"africastalking": "MAIRIE"}).deliver(
            event(message_id)
        )
    row = message(database, message_id)
    assert (row.state, row.provider, row.provider_id, row.cost_text) == (
        "sent", "africastalking", "ATXid_1", "XOF 18.0000",
    )  # fmt: skip
    assert (wire.requests[0]["to"], wire.requests[0]["message"]) == (PHONE, TEXT)


def test_the_same_event_again_sends_nothing(database: Database, keyring: Keyring) -> None:
    """Fault row 3: killed after the outcome, before the outbox row is finished."""
    message_id = queued(database, keyring)
    with serving(OK) as wire:
        delivery = Delivery(database, keyring, providers(wire.provider()))
        delivery.deliver(event(message_id))
        delivery.deliver(event(message_id))
    assert len(wire.requests) == 1


def test_the_claim_is_committed_and_no_transaction_open_while_the_provider_is_called(
    database: Database, keyring: Keyring
) -> None:
    """Fault rows 2 and 15."""
    message_id, seen = queued(database, keyring), []
    with serving(OK) as wire:
        pool = database.engine.pool
        assert isinstance(pool, QueuePool)
        wire.before_answer = lambda: seen.append((message(database, message_id).state, pool.checkedout()))
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    assert seen == [("handed", 0)]


def test_a_worker_killed_after_the_provider_accepted_never_sends_twice(
    database: Database, keyring: Keyring
) -> None:
    """Fault row 3."""
    with time_machine.travel(NOON, tick=False) as time, serving(OK) as wire:
        message_id = queued(database, keyring)
        provider = wire.provider()
        with pytest.raises(Killed):
            Delivery(database, keyring, providers(_dying(provider))).deliver(event(message_id))
        assert message(database, message_id).state == "handed"

        delivery = Delivery(database, keyring, providers(provider))
        with pytest.raises(Later) as early:
            delivery.deliver(event(message_id))
        assert early.value.seconds == LEASE_S

        time.shift(LEASE_S)
        delivery.deliver(event(message_id))
        delivery.deliver(event(message_id))
        row = message(database, message_id)
        assert (row.state, row.reason, len(wire.requests)) == ("unknown", "worker_lost", 1)

        assert report(database, keyring, "ATXid_1", "Success") == "applied"
        assert message(database, message_id).state == "delivered"


def test_two_workers_at_once_send_once(database: Database, keyring: Keyring) -> None:
    """Fault row 4."""
    message_id = queued(database, keyring)
    calling, answer = threading.Event(), threading.Event()
    with serving(OK) as wire:

        def hold() -> None:
            calling.set()
            answer.wait(60)

        wire.before_answer = hold
        delivery = Delivery(database, keyring, providers(wire.provider()))
        first = threading.Thread(target=delivery.deliver, args=(event(message_id),))
        first.start()
        assert calling.wait(60)
        with pytest.raises(Later):
            delivery.deliver(event(message_id))
        answer.set()
        first.join(60)
    assert len(wire.requests) == 1
    assert message(database, message_id).state == "sent"


def test_an_answer_after_the_lease_still_counts(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time, serving(OK) as wire:
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(wire.provider()))

        def meanwhile() -> None:
            time.shift(LEASE_S)
            delivery.deliver(event(message_id))

        wire.before_answer = meanwhile
        delivery.deliver(event(message_id))
    row = message(database, message_id)
    assert (row.state, row.provider_id, len(wire.requests)) == ("sent", "ATXid_1", 1)


RETRIES = {
    "server error": ((500, {}, b""), 10, "http_500"),
    "throttled": ((429, {"Retry-After": "120"}, b""), 120, "http_429"),
    "throttled for a day": ((429, {"Retry-After": "86400"}, b""), failure.RETRY_AFTER_MAX_S, "http_429"),
    "no credit": (recipients(line(405)), 10, "insufficient_balance"),
}


@pytest.mark.parametrize(("answer", "wait", "reason"), RETRIES.values(), ids=RETRIES)
def test_what_was_not_sent_is_sent_later(
    database: Database, keyring: Keyring, answer: tuple[int, dict[str, str], bytes], wait: int, reason: str
) -> None:
    """Fault rows 19, 20 and 22."""
    with time_machine.travel(NOON, tick=False) as time, serving(answer, OK) as wire:
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(wire.provider()))
        with pytest.raises(Later) as later:
            delivery.deliver(event(message_id))
        waiting = message(database, message_id)
        time.shift(later.value.seconds)
        delivery.deliver(event(message_id))
    assert (later.value.seconds, waiting.state, waiting.reason) == (wait, "queued", reason)
    row = message(database, message_id)
    assert (row.state, row.reason, row.attempts) == ("sent", None, 2)


def test_the_waits_grow_and_the_tries_end(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failure, "ATTEMPTS_MAX", 5)
    message_id, waits = queued(database, keyring), []
    with serving((503, {}, b"")) as wire:
        delivery = Delivery(database, keyring, providers(wire.provider()))
        for _ in range(4):
            with pytest.raises(Later) as later:
                delivery.deliver(event(message_id))
            waits.append(later.value.seconds)
        delivery.deliver(event(message_id))
    assert waits == [10, 60, 300, 300]
    row = message(database, message_id)
    assert (row.state, row.reason, len(wire.requests)) == ("failed", "http_503", 5)
    assert row.final_at is not None


def test_a_permanent_refusal_is_final(database: Database, keyring: Keyring) -> None:
    message_id = queued(database, keyring)
    with serving(recipients(line(403))) as wire:
        delivery = Delivery(database, keyring, providers(wire.provider()))
        delivery.deliver(event(message_id))
        delivery.deliver(event(message_id))
    assert (message(database, message_id).state, len(wire.requests)) == ("failed", 1)


@pytest.mark.parametrize("expired_by", [timedelta(0), timedelta(hours=1)], ids=["to the second", "an hour"])
def test_an_expired_message_is_not_sent(database: Database, keyring: Keyring, expired_by: timedelta) -> None:
    """Fault row 22: a code of five minutes must not arrive late."""
    with time_machine.travel(NOON, tick=False) as time, serving(OK) as wire:
        message_id = queued(database, keyring, expires_at=clock.now() + timedelta(minutes=5))
        time.shift(timedelta(minutes=5) + expired_by)
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    assert (message(database, message_id).state, wire.requests) == ("expired", [])


def test_a_number_that_asked_for_silence_gets_nothing(database: Database, keyring: Keyring) -> None:
    """Bad-input row 31."""
    message_id = queued(database, keyring)
    with database.transaction() as connection:
        assert optouts.remember(connection, keyring, "africastalking", PHONE)
        assert not optouts.remember(connection, keyring, "africastalking", PHONE)
    with serving(OK) as wire:
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    row = message(database, message_id)
    assert (row.state, row.reason, wire.requests) == ("failed", "opted_out", [])


@pytest.mark.parametrize(("repeatable", "sent"), [(REPEATABLE, 2), (POLICIES, 1)], ids=["may", "may not"])
def test_an_unknown_outcome_is_sent_again_once_and_marked_only_where_the_purpose_allows(
    database: Database, keyring: Keyring, repeatable: Mapping[str, Policy], sent: int
) -> None:
    """Fault rows 3 and 18."""
    with time_machine.travel(NOON, tick=False) as time, serving(None) as wire:
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(wire.provider()), policies=repeatable)
        for _ in range(4):
            _quietly(delivery, message_id)
            assert message(database, message_id).state == "unknown"
            time.shift(unknown.REPEAT_AFTER_S)
    row = message(database, message_id)
    assert (len(wire.requests), row.maybe_duplicate) == (sent, sent == 2)


def test_a_report_in_time_spares_the_second_sending(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time, serving(None) as wire:
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(wire.provider()), policies=REPEATABLE)
        with pytest.raises(Later) as later:
            delivery.deliver(event(message_id))
        assert later.value.seconds == unknown.REPEAT_AFTER_S
        report(database, keyring, "ATXid_1", "Sent")
        time.shift(unknown.REPEAT_AFTER_S)
        delivery.deliver(event(message_id))
    assert (message(database, message_id).state, len(wire.requests)) == ("sent", 1)


def _quietly(delivery: Delivery, message_id: str) -> None:
    with contextlib.suppress(Later):
        delivery.deliver(event(message_id))


class _dying:  # noqa: N801 - reads as a word at its only use.
    """Hands over for real, and dies before anyone learns of it."""

    name = "africastalking"
    can_find = False

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def send(self, message: Outgoing) -> Handed:
        self._provider.send(message)
        raise Killed

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        raise AssertionError("cannot find")
