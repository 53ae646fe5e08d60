"""Property machine: whatever people, payments and administrations do, a case keeps one coherent story."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backends.contract import Report
from cases import lifecycle, reports
from cases.invariants import INVARIANTS
from cases.lifecycle import MACHINE
from cases.reports import News
from cases.statuses import STATE_OF_GOVSTACK
from kernel.crypto import Keyring
from kernel.database import Database
from tests.cases.desk import AT, CO, PAID, events, file_of, hand_in, news

WORDS = [*STATE_OF_GOVSTACK, ("APPROVED", "rejet")]
STATES = sorted(MACHINE.states)


class CaseStory(RuleBasedStateMachine):
    """One case against PostgreSQL; ``seen`` remembers each state it was in."""

    database: Database
    keyring: Keyring

    @initialize(paid=st.booleans())
    def open(self, paid: bool) -> None:
        self.case_id = hand_in(self.database, self.keyring, PAID if paid else CO).case_id
        self.state = file_of(self.database, self.case_id).state
        self.told_before = len(news(self.database, "case.moved"))
        self.paid = not paid

    @rule(to=st.sampled_from(STATES), source=st.sampled_from(["staff:1", "payment", "citizen"]))
    def advance(self, to: str, source: str) -> None:
        with self.database.transaction() as connection:
            moved = lifecycle.advance(connection, self.case_id, to, source)
        assert moved is MACHINE.allows(self.state, to)
        self.paid = self.paid or (moved and self.state == "a_payer" and to == "en_verification")
        self.state = to if moved else self.state

    @rule(word=st.sampled_from(WORDS), minutes=st.integers(-30, 30), event=st.none() | st.integers(1, 5))
    def report(self, word: tuple[str, str], minutes: int, event: int | None) -> None:
        at = AT + timedelta(minutes=minutes)
        pushed = None if event is None else f"event {event}"
        with self.database.transaction() as connection:
            heard = lifecycle.heard(connection, "apex", pushed)
            news_of = News(Report(*word, at=at), "apex", AT, pushed)
            outcome = reports.apply(connection, self.keyring, self.case_id, news_of)
        after: str = file_of(self.database, self.case_id).state
        assert (outcome == "repeated") is heard
        assert (after != self.state) is (outcome == "moved")
        if after != self.state:
            assert after == STATE_OF_GOVSTACK[word]
        self.state = after

    @invariant()
    def nobody_works_on_what_is_not_paid(self) -> None:
        if not self.paid:
            assert self.state in ("a_payer", "rejetee", "expiree", "annulee", "remboursee")

    @invariant()
    def the_story_is_one_path_through_the_machine(self) -> None:
        story = events(self.database, self.case_id)
        assert story[0] == ("deposited", None, "deposee")
        place = "deposee"
        for kind, from_, to in story[1:]:
            assert from_ == place
            assert MACHINE.allows(place, to) if kind == "moved" else to == place
            place = to
        assert place == file_of(self.database, self.case_id).state == self.state

    @invariant()
    def nothing_that_must_hold_is_broken(self) -> None:
        with self.database.transaction() as connection:
            broken: dict[str, Any] = {check.name: check.broken(connection) for check in INVARIANTS}
        assert {name: found for name, found in broken.items() if found} == {}


@pytest.mark.usefixtures("clock")
def test_every_walk_leaves_one_coherent_story(database: Database, keyring: Keyring) -> None:
    CaseStory.database, CaseStory.keyring = database, keyring
    run_state_machine_as_test(
        CaseStory,
        settings=settings(
            max_examples=40, stateful_step_count=12, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )  # fmt: skip
