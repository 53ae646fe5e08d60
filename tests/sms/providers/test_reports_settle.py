"""From the hand-over to the report, through the doors: what a provider says later becomes the message's state."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Later
from sms.delivery import Delivery
from sms.tables import SMS_REPORT
from tests.sms.cases import event, message, queued
from tests.sms.providers.bench import SPEECHES, bench
from tests.sms.providers.doorstep import PROVIDERS, client, rows
from tests.sms.providers.wire import Answer


@pytest.fixture
def web(database: Database, keyring: Keyring) -> FlaskClient:
    return client(database, keyring, [])


def _handed(database: Database, keyring: Keyring, name: str, answer: Answer | None) -> str:
    """A message whose hand-over was answered so; its id."""
    message_id = queued(database, keyring)
    with bench(name, answer) as (_, provider):
        try:
            Delivery(database, keyring, {name: provider}).deliver(event(message_id))
        except Later:
            assert answer is None
    return message_id


def _report(name: str, provider_id: str, message_id: str, status: str) -> Any:
    """In the provider's words: by its id, and by ours where it can carry it."""
    if name == "kannel":
        provider_id = message_id
    return PROVIDERS[name].about(provider_id, getattr(PROVIDERS[name], status), message_id)


STORIES = {
    "delivered": (["sent", "delivered"], "delivered"),
    "twice": (["delivered", "delivered"], "delivered"),
    "out of order": (["delivered", "sent"], "delivered"),
    # Bad-input row 34.
    "failed after delivered": (["delivered", "failed"], "delivered"),
    "delivered after failed": (["failed", "delivered"], "failed"),
}


@pytest.mark.parametrize("story", STORIES)
def test_reports_in_any_order_end_in_one_state(
    name: str, web: FlaskClient, database: Database, keyring: Keyring, story: str
) -> None:
    """Fault row 23, on every provider's wire."""
    statuses, state = STORIES[story]
    message_id = _handed(database, keyring, name, SPEECHES[name].accepted)
    provider_id = SPEECHES[name].handed.provider_id or ""
    assert message(database, message_id).state == "sent"
    for status in statuses:
        assert _report(name, provider_id, message_id, status).at(web).status_code == 200
    assert message(database, message_id).state == state


# The others say the phone, and an id of theirs that we never learnt.
SAY_OUR_ID = ["twilio", "kannel"]
SAY_THE_PHONE = sorted(SPEECHES.keys() - SAY_OUR_ID)


@pytest.mark.parametrize("name", SAY_OUR_ID)
def test_a_report_with_our_id_settles_a_hand_over_that_was_never_answered(
    name: str, web: FlaskClient, database: Database, keyring: Keyring
) -> None:
    """Fault row 18: its own id was never learnt, and two such messages to one phone are told apart."""
    lost, other = (_handed(database, keyring, name, None) for _ in range(2))
    assert message(database, lost).state == message(database, other).state == "unknown"
    assert _report(name, "late-1", lost, "delivered").at(web).status_code == 200
    assert (message(database, lost).state, message(database, other).state) == ("delivered", "unknown")
    assert [row.message_id for row in rows(database, SMS_REPORT)] == [UUID(lost)]


@pytest.mark.parametrize("name", SAY_THE_PHONE)
def test_a_report_with_the_phone_settles_the_one_hand_over_to_it_that_was_never_answered(
    name: str, web: FlaskClient, database: Database, keyring: Keyring
) -> None:
    """Fault row 18: one hand-over without an answer to this phone, so that it can be no other."""
    lost = _handed(database, keyring, name, None)
    assert message(database, lost).state == "unknown"
    assert _report(name, "late-1", lost, "delivered").at(web).status_code == 200
    assert message(database, lost).state == "delivered"
    assert [row.message_id for row in rows(database, SMS_REPORT)] == [UUID(lost)]


@pytest.mark.parametrize("name", SAY_THE_PHONE)
def test_a_report_with_the_phone_of_two_that_were_never_answered_is_no_guess(
    name: str, web: FlaskClient, database: Database, keyring: Keyring
) -> None:
    """Fault row 18."""
    lost, other = (_handed(database, keyring, name, None) for _ in range(2))
    assert _report(name, "late-1", lost, "delivered").at(web).status_code == 200
    assert message(database, lost).state == message(database, other).state == "unknown"
    assert [(row.outcome, row.message_id) for row in rows(database, SMS_REPORT)] == [("orphan", None)]


def test_a_report_by_a_stranger_settles_nothing(
    name: str, web: FlaskClient, database: Database, keyring: Keyring
) -> None:
    message_id = _handed(database, keyring, name, SPEECHES[name].accepted)
    knock = _report(name, "stranger", "0f2c7e1a-0000-4000-8000-00000000dead", "delivered")
    assert knock.at(web).status_code == 200
    assert message(database, message_id).state == "sent"
