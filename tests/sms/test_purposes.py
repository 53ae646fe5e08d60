"""What each kind of message may expect of us, and the night."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import OUTBOX, Later
from sms import optouts
from sms.delivery import Delivery
from sms.purposes import CAREFUL, LANES, POLICIES, policy_of
from sms.quiet import QuietHours
from tests.cast import AWA, KOFFI
from tests.sms.africastalking_wire import line, recipients, serving
from tests.sms.cases import PHONE, event, message, providers, queued

NIGHT = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
OK = recipients(line())


def test_an_unknown_purpose_gets_what_can_harm_least() -> None:
    policy = policy_of("nobody.wrote.this")
    assert policy is CAREFUL
    assert (policy.priority, policy.quiet, policy.stoppable, policy.repeatable) == ("news", True, True, False)


def test_what_follows_a_colon_is_the_callers_own() -> None:
    assert policy_of("broadcast:17") is POLICIES["broadcast"]


@pytest.mark.parametrize("purpose", ["sms.quittance", "sms.moved", "broadcast"])
def test_each_turn_has_a_lane_of_its_own(database: Database, keyring: Keyring, purpose: str) -> None:
    message_id = queued(database, keyring, purpose=purpose)
    with database.transaction() as connection:
        lane = connection.execute(select(OUTBOX.c.lane).where(OUTBOX.c.subject == message_id)).scalar_one()
    assert lane == LANES[policy_of(purpose).priority]


def test_a_code_never_lives_longer_than_ten_minutes(database: Database, keyring: Keyring) -> None:
    tomorrow = NIGHT + timedelta(days=1)
    with time_machine.travel(NIGHT, tick=False):
        code = queued(database, keyring, purpose="pin.code", expires_at=tomorrow)
        short = queued(database, keyring, purpose="sms.moved", expires_at=NIGHT + timedelta(minutes=1))
    assert message(database, code).expires_at == NIGHT + timedelta(minutes=10)
    assert message(database, short).expires_at == NIGHT + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("purpose", "state"),
    [("sms.moved", "failed"), ("broadcast", "failed"), ("sms.status", "sent"), ("sms.quittance", "sent")],
)
def test_stop_silences_news_and_campaigns_and_no_answer(
    database: Database, keyring: Keyring, purpose: str, state: str
) -> None:
    """Bad-input row 31."""
    with database.transaction() as connection:
        optouts.remember(connection, keyring, "africastalking", PHONE)
    message_id = queued(database, keyring, purpose=purpose)
    with serving(OK) as wire:
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    assert message(database, message_id).state == state


# Benin is an hour before Mali: 22:30 UTC is 23:30 there, and 7 o'clock comes an hour earlier.
@pytest.mark.parametrize(("phone", "hours"), [(AWA, 8.5), (KOFFI, 7.5)], ids=["Mali", "Benin"])
def test_news_waits_for_the_morning_of_its_country(
    database: Database, keyring: Keyring, phone: str, hours: float
) -> None:
    with time_machine.travel(NIGHT, tick=False) as time, serving(OK) as wire:
        message_id = queued(database, keyring, purpose="sms.moved", phone=phone)
        delivery = Delivery(database, keyring, providers(wire.provider()), quiet=QuietHours())
        with pytest.raises(Later) as later:
            delivery.deliver(event(message_id))
        row = message(database, message_id)
        assert (later.value.seconds, row.state, row.reason) == (hours * 3600, "queued", "quiet_hours")
        assert row.not_before == NIGHT + timedelta(hours=hours)
        time.shift(later.value.seconds)
        delivery.deliver(event(message_id))
    row = message(database, message_id)
    assert (row.state, row.not_before, len(wire.requests)) == ("sent", None, 1)


def test_what_a_citizen_waits_for_leaves_at_night(database: Database, keyring: Keyring) -> None:
    with time_machine.travel(NIGHT, tick=False), serving(OK) as wire:
        message_id = queued(database, keyring, purpose="sms.quittance")
        Delivery(database, keyring, providers(wire.provider()), quiet=QuietHours()).deliver(event(message_id))
    assert message(database, message_id).state == "sent"


HOURS = {
    "evening": (21, 0, 36000), "before": (20, 59, 0), "midnight": (0, 0, 25200), "last minute": (6, 59, 60),
    "morning": (7, 0, 0), "noon": (12, 0, 0),
}  # fmt: skip


@pytest.mark.parametrize(("hour", "minute", "seconds"), HOURS.values(), ids=HOURS)
def test_the_night_is_from_nine_to_seven(hour: int, minute: int, seconds: int) -> None:
    at = datetime(2026, 11, 21, hour, minute, tzinfo=UTC)
    assert QuietHours().seconds_left(AWA, at) == seconds
