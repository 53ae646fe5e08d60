"""The life of one message as a machine: two providers, lost answers, reports in any order. Fault rows 18 to 24."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
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

from kernel.crypto import Keyring
from kernel.database import Database
from kernel.outbox import Later
from sms import closing, reports
from sms.contract import Handed, NotNow, Outgoing, ProviderError, Refused, Report, Unanswered
from sms.delivery import Delivery
from sms.purposes import POLICIES
from sms.routing.rules import HealthRules, Routing
from sms.states import MESSAGE
from tests.sms.cases import event, message, providers, queued

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FATES = ("accepted", "lost after it came", "lost before it came", "busy", "paused", "refused")
STATES = ("sent", "delivered", "failed", "expired", None)


class Truthful:
    """Does what the machine says, and tells the truth when it is asked."""

    def __init__(self, name: str, *, can_find: bool) -> None:
        self.name, self.can_find = name, can_find
        self.fate, self.tells = "accepted", True
        self.copies: list[str] = []
        self.after_s: int | None = None

    def send(self, message: Outgoing) -> Handed:
        del message
        if self.fate in ("accepted", "lost after it came"):
            self.copies.append(f"{self.name}-{uuid4()}")
        errors: dict[str, ProviderError] = {
            "lost after it came": Unanswered("lost"), "lost before it came": Unanswered("lost"),
            "busy": NotNow("http_503"), "paused": NotNow("http_429", after_s=60), "refused": Refused("refused"),
        }  # fmt: skip
        if self.fate in errors:
            raise errors[self.fate]
        return Handed(self.copies[-1])

    def find(self, message: Outgoing, handed_at: datetime) -> Handed | None:
        del message, handed_at
        if not self.tells:
            raise NotNow("cannot_tell")
        return Handed(self.copies[-1]) if self.copies else None


class OneLife(RuleBasedStateMachine):
    """The test sets the fixtures and whether the purpose may leave twice."""

    database: Database
    keyring: Keyring
    repeatable = False
    serial = 0

    @initialize()
    def begin(self) -> None:
        OneLife.serial += 1
        self.travel = time_machine.travel(NOON, tick=False)
        self.clock = self.travel.start()
        self.phone = f"+2237{OneLife.serial:07d}"
        self.asked = Truthful("asked", can_find=True)
        self.mute = Truthful("mute", can_find=False)
        policy = replace(POLICIES["case.moved"], repeatable=self.repeatable)
        # One way at rest and no shifts: the choice is drawn by the message's id, which is another in each replay.
        routing = Routing(resting={"asked": 100, "mute": 0}, health=HealthRules(errors=10_000))
        self.delivery = Delivery(
            self.database, self.keyring, providers(self.asked, self.mute), routing=routing,
            policies={"case.moved": policy},
        )  # fmt: skip
        self.message_id = queued(self.database, self.keyring, phone=self.phone)
        self.final: str | None = None

    def teardown(self) -> None:
        if hasattr(self, "travel"):
            self.travel.stop()

    @rule(
        first=st.sampled_from(FATES), second=st.sampled_from(FATES), tells=st.booleans(), dies=st.booleans()
    )
    def deliver(self, first: str, second: str, tells: bool, dies: bool) -> None:
        self.asked.fate, self.mute.fate, self.asked.tells = first, second, tells
        if dies:
            self._die()
            return
        with contextlib.suppress(Later):
            self.delivery.deliver(event(self.message_id))

    def _die(self) -> None:
        """The worker calls, and is gone before anyone learns of it."""
        with self.database.transaction() as connection:
            calls = self.delivery.take(connection, [event(self.message_id)]).calls
        for work in calls:
            self.delivery.call(work)

    @rule(seconds=st.sampled_from([1, 30, 61, 120, 600, 3600, 86_400]))
    def wait(self, seconds: int) -> None:
        self.clock.shift(seconds)

    @precondition(lambda self: self.asked.copies + self.mute.copies)
    @rule(state=st.sampled_from(STATES), which=st.integers(0, 9), ours=st.booleans(), word=st.integers(0, 2))
    def report(self, state: str | None, which: int, ours: bool, word: int) -> None:
        copies = self.asked.copies + self.mute.copies
        copy = copies[which % len(copies)]
        report = Report(
            copy.split("-")[0], copy, f"{state} {word}", state, None, self.phone, {},
            message_id=self.message_id if ours else None,
        )  # fmt: skip
        self._take(report)

    @rule(state=st.sampled_from(STATES), ours=st.booleans())
    def report_of_a_stranger(self, state: str | None, ours: bool) -> None:
        self._take(
            Report(
                "mute",
                f"stranger-{uuid4()}",
                "x",
                state,
                None,
                None,
                {},
                message_id=str(uuid4()) if ours else "?",
            )
        )

    @rule()
    def sweep(self) -> None:
        with self.database.transaction() as connection:
            closing.sweep(connection, datetime.now(UTC), 10)

    def _take(self, report: Report) -> None:
        with self.database.transaction() as connection:
            reports.take(connection, self.keyring, report)

    @invariant()
    def what_is_final_stays(self) -> None:
        state = message(self.database, self.message_id).state
        assert self.final in (None, state)
        self.final = state if state in MESSAGE.final else None

    @invariant()
    def it_left_once_or_is_marked(self) -> None:
        copies = len(self.asked.copies) + len(self.mute.copies)
        if copies > 1:
            row = message(self.database, self.message_id)
            assert self.repeatable
            assert row.maybe_duplicate
            assert copies == 2


@pytest.mark.parametrize("repeatable", [False, True], ids=["once", "twice is better than never"])
def test_a_final_state_never_regresses_and_no_second_copy_leaves_unmarked(
    database: Database, keyring: Keyring, repeatable: bool
) -> None:
    """Fault rows 18, 19, 20 and 23."""
    OneLife.database, OneLife.keyring, OneLife.repeatable = database, keyring, repeatable
    run_state_machine_as_test(
        OneLife,
        settings=settings(
            max_examples=30, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
