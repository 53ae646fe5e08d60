"""Reports find their message, early or late, and never undo what is final. Fault row 23."""

import threading
from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from structlog.testing import capture_logs

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Later
from sms import reports
from sms.africastalking import reports as wire_reports
from sms.africastalking.statuses import REPORT
from sms.contract import Handed, NotNow, Outgoing, Refused, Unanswered
from sms.delivery import Delivery
from sms.states import MESSAGE
from sms.tables import SMS_REPORT
from tests.cast import AWA, KOFFI
from tests.payments.at_once import until_somebody_waits
from tests.sms.africastalking_wire import line, recipients, serving
from tests.sms.cases import event, message, providers, queued, report

OK = recipients(line())


def _sent(database: Database, keyring: Keyring) -> str:
    message_id = queued(database, keyring)
    with serving(OK) as wire:
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    return message_id


STORIES = {
    "delivered": (["Sent", "Success"], "delivered"),
    "twice": (["Success", "Success"], "delivered"),
    "out of order": (["Success", "Sent", "Buffered"], "delivered"),
    "failed after delivered": (["Success", "Failed"], "delivered"),  # Bad-input row 34.
    "delivered after failed": (["Failed", "Success"], "failed"),
    "expired": (["Buffered", "Expired", "Success"], "expired"),
    "phone off, then on": (["AbsentSubscriber", "Success"], "delivered"),
    "rejected": (["Rejected"], "failed"),
    "a word that we do not know": (["Teleported"], "sent"),
    "a word that we do not know, then one we do": (["Teleported", "Success"], "delivered"),
}


@pytest.mark.parametrize(("statuses", "state"), STORIES.values(), ids=STORIES)
def test_reports_in_any_order_end_in_one_state(
    database: Database, keyring: Keyring, statuses: list[str], state: str
) -> None:
    message_id = _sent(database, keyring)
    for status in statuses:
        report(database, keyring, "ATXid_1", status)
    assert message(database, message_id).state == state


def test_an_ignored_report_is_kept_beside_its_message(database: Database, keyring: Keyring) -> None:
    message_id = _sent(database, keyring)
    assert report(database, keyring, "ATXid_1", "Success") == "applied"
    assert report(database, keyring, "ATXid_1", "Failed") == "ignored"
    assert report(database, keyring, "ATXid_1", "Failed") == "repeated"
    with database.transaction() as connection:
        rows = connection.execute(select(SMS_REPORT.c.status, SMS_REPORT.c.message_id)).all()
    assert {row.status: str(row.message_id) for row in rows} == {"Success": message_id, "Failed": message_id}


def test_an_unknown_word_raises_an_alert_without_the_word(database: Database, keyring: Keyring) -> None:
    """Bad-input row 33."""
    with capture_logs() as logs:
        report(database, keyring, "ATXid_1", "Teleported")
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["sms_report_unrecognised"]
    assert "Teleported" not in str(logs)


def test_a_report_that_overtakes_the_answer_is_applied_with_it(database: Database, keyring: Keyring) -> None:
    message_id, taken = queued(database, keyring), []
    with serving(OK) as wire:
        wire.before_answer = lambda: taken.append(report(database, keyring, "ATXid_1", "Success"))
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    assert (taken, message(database, message_id).state) == (["orphan"], "delivered")


def test_a_report_that_overtakes_a_lost_answer_is_applied_with_it(
    database: Database, keyring: Keyring
) -> None:
    message_id, taken = queued(database, keyring), []
    with serving(None) as wire:
        wire.before_answer = lambda: taken.append(report(database, keyring, "ATXid_1", "Success"))
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    row = message(database, message_id)
    assert (taken, row.state, row.provider_id) == (["orphan"], "delivered", "ATXid_1")


def test_a_report_and_an_answer_in_the_same_moment_do_not_miss_each_other(
    database: Database, keyring: Keyring
) -> None:
    message_id = queued(database, keyring)
    fields = {"id": "ATXid_1", "status": "Success", "phoneNumber": AWA}
    with serving(OK) as wire, database.transaction() as connection:
        delivery = Delivery(database, keyring, providers(wire.provider()))
        assert reports.take(connection, keyring, wire_reports.report(fields)) == "orphan"
        answered = threading.Thread(target=delivery.deliver, args=(event(message_id),))
        answered.start()
        until_somebody_waits(database)
        connection.commit()
        answered.join(60)
    assert message(database, message_id).state == "delivered"


def _unanswered(database: Database, keyring: Keyring) -> str:
    message_id = queued(database, keyring)
    with serving(None) as wire:
        Delivery(database, keyring, providers(wire.provider())).deliver(event(message_id))
    assert message(database, message_id).state == "unknown"
    return message_id


@pytest.mark.parametrize(
    ("status", "state"), [("Sent", "sent"), ("Success", "delivered"), ("Failed", "failed")]
)
def test_a_late_report_settles_an_unknown_outcome(
    database: Database, keyring: Keyring, status: str, state: str
) -> None:
    message_id = _unanswered(database, keyring)
    assert report(database, keyring, "ATXid_7", status) == "applied"
    assert message(database, message_id).state == state


def test_between_two_unknown_outcomes_nobody_guesses(database: Database, keyring: Keyring) -> None:
    first, second = _unanswered(database, keyring), _unanswered(database, keyring)
    assert report(database, keyring, "ATXid_7", "Success") == "orphan"
    assert {message(database, each).state for each in (first, second)} == {"unknown"}


def test_the_report_of_another_phone_settles_nothing(database: Database, keyring: Keyring) -> None:
    message_id = _unanswered(database, keyring)
    assert report(database, keyring, "ATXid_7", "Success", phone=KOFFI) == "orphan"
    assert message(database, message_id).state == "unknown"


def test_ten_copies_at_once_are_one_report(database: Database, keyring: Keyring) -> None:
    """Fault row 23, at the same moment."""
    message_id, outcomes = _sent(database, keyring), []
    threads = [
        threading.Thread(target=lambda: outcomes.append(report(database, keyring, "ATXid_1", "Success")))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["applied"] + ["repeated"] * 9
    assert message(database, message_id).state == "delivered"


class Scripted:
    """A provider that does what the machine says; its ids are its own, as at Africa's Talking."""

    name = "africastalking"
    can_find = False

    def __init__(self, provider_id: str) -> None:
        self.provider_id = provider_id
        self.fate = "accepted"
        self.accepted = 0

    def send(self, message: Outgoing) -> Handed:
        del message
        if self.fate in ("accepted", "lost"):
            self.accepted += 1
        errors = {"lost": Unanswered("lost"), "busy": NotNow("busy"), "refused": Refused("refused")}
        if self.fate in errors:
            raise errors[self.fate]
        return Handed(self.provider_id)

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        raise NotNow("cannot_find")


class OneMessage(RuleBasedStateMachine):
    """One message, its deliveries and its reports in any order. The test sets the two fixtures."""

    database: Database
    keyring: Keyring
    serial = 0

    @initialize()
    def begin(self) -> None:
        OneMessage.serial += 1
        # A phone of its own: examples share the tables.
        self.phone = f"+2237{OneMessage.serial:07d}"
        self.message_id = queued(self.database, self.keyring, phone=self.phone)
        self.provider = Scripted(f"ATXid_{OneMessage.serial}")
        self.delivery = Delivery(self.database, self.keyring, providers(self.provider))
        self.final: str | None = None

    @rule(fate=st.sampled_from(["accepted", "lost", "busy", "refused"]))
    def deliver(self, fate: str) -> None:
        self.provider.fate = fate
        try:
            self.delivery.deliver(event(self.message_id))
        except Later:
            assert fate == "busy"

    @precondition(lambda self: self.provider.accepted)
    @rule(status=st.sampled_from([*REPORT, "Teleported"]))
    def report(self, status: str) -> None:
        report(self.database, self.keyring, self.provider.provider_id, status, self.phone)

    @rule(status=st.sampled_from(list(REPORT)))
    def report_of_a_stranger(self, status: str) -> None:
        report(self.database, self.keyring, "ATXid_stranger", status, KOFFI)

    @invariant()
    def what_is_final_stays(self) -> None:
        state = message(self.database, self.message_id).state
        assert self.final in (None, state)
        self.final = state if state in MESSAGE.final else None

    @invariant()
    def it_was_accepted_once_at_most(self) -> None:
        assert self.provider.accepted <= 1


def test_a_final_state_never_regresses_and_nothing_is_sent_twice(
    database: Database, keyring: Keyring
) -> None:
    """Fault row 23, as a machine."""
    OneMessage.database, OneMessage.keyring = database, keyring
    run_state_machine_as_test(
        OneMessage,
        settings=settings(
            max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
