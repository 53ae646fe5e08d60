"""Any order of proposals, decisions, evidence and successors leaves a document where its states allow."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from kernel.crypto import Keyring
from kernel.database import Database
from tests.emptying import empty
from tests.verification.core.office import NOON
from tests.verification.registry.desk import FIELDS, Desk
from verification.registry import revoking
from verification.registry.errors import RegistryRefused, SamePerson
from verification.registry.invariants import INVARIANTS
from verification.registry.states import ACTS, DOCUMENT, STATUSES
from verification.status_list import take_apart

STAFF = ("awa", "moussa", "issa")


@dataclass
class Twin:
    """What a document must be, told by the acts that were granted."""

    number: str
    cause: str
    state: str = "valid"
    open: tuple[str, str, str] | None = None  # proposal, act, by
    successor: str = ""


class Registry(RuleBasedStateMachine):
    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.twins: list[Twin] = []
        self.at = NOON
        # What this run issues is told from earlier runs' documents in the same tables.
        with self.desk.database.transaction() as connection:
            empty(connection)

    def _twin(self, pick: int) -> Twin | None:
        return self.twins[pick % len(self.twins)] if self.twins else None

    def _tick(self) -> None:
        self.at += timedelta(minutes=1)

    @rule()
    def issue(self) -> None:
        self._tick()
        cause = f"case:{len(self.twins)}"
        self.twins.append(Twin(self.desk.issue(cause, at=self.at).number, cause))

    @rule(pick=st.integers(0, 9))
    def issue_again(self, pick: int) -> None:
        if twin := self._twin(pick):
            assert self.desk.issue(twin.cause).number == twin.number

    @rule(pick=st.integers(0, 9), act=st.sampled_from(sorted(ACTS)), by=st.sampled_from(STAFF))
    def propose(self, pick: int, act: str, by: str) -> None:
        twin = self._twin(pick)
        if twin is None:
            return
        self._tick()
        same = twin.open is not None and twin.open[1:] == (act, by)
        may = DOCUMENT.allows(twin.state, ACTS[act]) and (twin.open is None or same)
        try:
            proposal = self.desk.propose(twin.number, act, by, self.at)
        except RegistryRefused:
            assert not may
            return
        assert may
        assert not same or (twin.open is not None and twin.open[0] == proposal)
        twin.open = (proposal, act, by)

    @rule(pick=st.integers(0, 9), by=st.sampled_from(STAFF), approve=st.booleans())
    def decide(self, pick: int, by: str, approve: bool) -> None:
        twin = self._twin(pick)
        if twin is None or twin.open is None:
            return
        self._tick()
        proposal, act, proposer = twin.open
        try:
            self.desk.decide(proposal, by, self.at, approve=approve)
        except SamePerson:
            assert by == proposer
            return
        except RegistryRefused:
            assert approve
            assert not DOCUMENT.allows(twin.state, ACTS[act])
            return
        assert by != proposer
        twin.open = None
        if approve:
            twin.state = ACTS[act]

    @rule(pick=st.integers(0, 9))
    def take_money_back(self, pick: int) -> None:
        if twin := self._twin(pick):
            self._tick()
            with self.desk.database.transaction() as connection:
                changed = revoking.by_evidence(connection, twin.cause, "revoke", "reversal:1", self.at)
            assert changed is (twin.state in {"valid", "suspended"})
            twin.state = "revoked" if changed else twin.state

    @rule(pick=st.integers(0, 9))
    def replace(self, pick: int) -> None:
        twin = self._twin(pick)
        if twin is None:
            return
        self._tick()
        cause = f"replace:{len(self.twins)}"
        try:
            new = self.desk.issue(cause, at=self.at, fields={**FIELDS, "replaces": twin.number})
        except RegistryRefused:
            assert twin.state != "replaced" or twin.successor
            return
        assert twin.state == "replaced"
        assert not twin.successor
        twin.successor = new.number
        self.twins.append(Twin(new.number, cause))

    @rule()
    def publish(self) -> None:
        self._tick()
        self.desk.publish(self.at)

    @invariant()
    def every_document_is_what_was_granted(self) -> None:
        with self.desk.database.transaction() as connection:
            rows = connection.execute(text("SELECT number, state, status_index FROM sealed_document")).all()
            broken = {
                each.name: each.broken(connection, self.desk.keyring)
                for each in INVARIANTS
                if not each.warning
            }
        assert {row.number: row.state for row in rows} == {twin.number: twin.state for twin in self.twins}
        assert not any(broken.values()), broken

    def teardown(self) -> None:
        """Whatever happened, the next list says it."""
        if self.twins:
            statuses = take_apart(self.desk.publish(self.at))[1]
            with self.desk.database.transaction() as connection:
                rows = connection.execute(text("SELECT state, status_index FROM sealed_document")).all()
            assert all(statuses.get(row.status_index) is STATUSES[row.state] for row in rows)


@pytest.mark.usefixtures("database")
def test_no_order_of_acts_leads_astray(database: Database, keyring: Keyring) -> None:
    Registry.desk = Desk(database, keyring)
    run_state_machine_as_test(
        Registry,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
