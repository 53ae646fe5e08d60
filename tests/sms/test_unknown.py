"""A provider that can be asked is asked what became of an unanswered hand-over."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Later
from sms import closing, unknown
from sms.delivery import Delivery
from tests.sms.africastalking_wire import Answer, line, recipients, serving
from tests.sms.cases import event, message, providers, queued, report
from tests.sms.two_ways import ABSENT, CANNOT_TELL, FIRST, Findable, found

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OK = recipients(line())


def _story(
    database: Database, keyring: Keyring, answers: tuple[Answer | None, ...], rounds: int
) -> tuple[str, list[int], list[str]]:
    """The message, the seconds it asked to wait each time, and the paths that were called."""
    waits: list[int] = []
    with time_machine.travel(NOON, tick=False) as time, serving(*answers) as wire:
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(Findable(FIRST, wire)))
        for _ in range(rounds):
            try:
                delivery.deliver(event(message_id))
                break
            except Later as later:
                waits.append(later.seconds)
                time.shift(later.seconds)
    return message_id, waits, [path.rsplit("/", 1)[1] for path in wire.paths]


def test_what_is_found_was_sent(database: Database, keyring: Keyring) -> None:
    """Fault row 18."""
    message_id, waits, paths = _story(database, keyring, (None, found("ATXid_9")), rounds=3)
    row = message(database, message_id)
    assert (row.state, row.provider_id, waits) == ("sent", "ATXid_9", [unknown.ASK_AFTER_S[0]])
    assert paths == ["messaging", "find"]


def test_what_provably_never_came_is_sent_again_and_is_no_second_copy(
    database: Database, keyring: Keyring
) -> None:
    """Fault row 18."""
    message_id, waits, paths = _story(database, keyring, (None, ABSENT, OK), rounds=4)
    row = message(database, message_id)
    assert (row.state, row.attempts, row.maybe_duplicate, waits) == ("sent", 2, False, [30, 0])
    assert paths == ["messaging", "find", "messaging"]


def test_who_cannot_tell_is_asked_again_with_growing_pauses_and_not_for_ever(
    database: Database, keyring: Keyring
) -> None:
    message_id, waits, paths = _story(database, keyring, (None, CANNOT_TELL), rounds=20)
    row = message(database, message_id)
    assert (row.state, row.lookups) == ("unknown", len(unknown.ASK_AFTER_S))
    assert paths == ["messaging", *["find"] * len(unknown.ASK_AFTER_S)]
    assert tuple(sum(waits[: number + 1]) for number in range(len(waits))) == unknown.ASK_AFTER_S


def test_a_report_before_the_question_spares_it(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time, serving(None, ABSENT) as wire:
        provider = Findable("africastalking", wire)
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(provider))
        with pytest.raises(Later) as later:
            delivery.deliver(event(message_id))
        assert report(database, keyring, "ATXid_1", "Success") == "applied"
        time.shift(later.value.seconds)
        delivery.deliver(event(message_id))
    assert (message(database, message_id).state, provider.asked) == ("delivered", [])


def test_a_report_while_it_is_asked_is_not_undone(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False) as time, serving(None, ABSENT) as wire:
        message_id = queued(database, keyring)
        delivery = Delivery(database, keyring, providers(Findable("africastalking", wire)))
        with pytest.raises(Later) as later:
            delivery.deliver(event(message_id))
        time.shift(later.value.seconds)
        wire.before_answer = lambda: report(database, keyring, "ATXid_1", "Success")
        delivery.deliver(event(message_id))
    assert (message(database, message_id).state, len(wire.requests)) == ("delivered", 2)


CLOSED = {
    "sent, one second short": ("sent", timedelta(hours=72), "sent"),
    "sent": ("sent", timedelta(hours=72, seconds=1), "expired"),
    "never answered": ("unknown", timedelta(hours=72, seconds=1), "expired"),
}


@pytest.mark.parametrize(("was", "after", "ends"), CLOSED.values(), ids=CLOSED)
def test_what_no_report_settles_is_closed_after_three_days(
    database: Database, keyring: Keyring, was: str, after: timedelta, ends: str
) -> None:
    with time_machine.travel(NOON, tick=False), serving(OK if was == "sent" else None) as wire:
        message_id = queued(database, keyring)
        with contextlib.suppress(Later):
            Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    assert message(database, message_id).state == was
    with database.transaction() as connection:
        assert closing.sweep(connection, NOON + after, 10) == (ends == "expired")
    row = message(database, message_id)
    assert (row.state, row.reason) == (ends, "no_report" if ends == "expired" else row.reason)
    # A report that comes even later is kept and changes nothing.
    if ends == "expired":
        report(database, keyring, "ATXid_1", "Success")
        assert message(database, message_id).state == "expired"


def test_the_closing_takes_no_more_than_it_is_told(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NOON, tick=False), serving(recipients(line(message_id="None"))) as wire:
        delivery = Delivery(database, keyring, providers(wire.provider()))
        for _ in range(3):
            delivery.deliver(event(queued(database, keyring)))
    later = NOON + timedelta(days=4)
    for closed in (2, 1, 0):
        with database.transaction() as connection:
            assert closing.sweep(connection, later, 2) == closed
