"""Property machine: whatever operators, payers, crashes and clocks do, money is taken once and never lost."""

from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from kernel.crypto import Keyring
from kernel.database import Database
from payments import ledger
from payments.contract import (
    Capabilities,
    Charge,
    Declined,
    Misconfigured,
    NotReached,
    Refund,
    RefundAsked,
    Requested,
    Standing,
    Unanswered,
)
from payments.errors import NotStarted
from payments.invariants import INVARIANTS
from payments.mtn.rail import CAPABILITIES
from payments.orange_merchant import MerchantCode
from payments.states import ATTEMPT
from tests.cast import AWA, KOFFI, MOUSSA
from tests.emptying import empty
from tests.payments.counter import AT, Counter

ERRORS = {"declined": Declined, "unreached": NotReached, "misconfigured": Misconfigured, "lost": Unanswered}
AMOUNT = 2000


class Operator:
    """An operator without a wire, in one process: what it debited, under which key, is the truth of the test."""

    name, base_url = "mtn", "http://operator"
    capabilities: Capabilities = CAPABILITIES

    def __init__(self) -> None:
        self.mood = "well"
        self.held: dict[str, Standing] = {}
        self.debits: dict[str, int] = {}

    def request(self, charge: Charge) -> Requested:
        """ "lost" has taken it and says nothing; every other mood but "well" has not."""
        if self.mood in ("well", "lost", "killed"):
            self.held.setdefault(charge.attempt_id, Standing("pending"))
        if self.mood == "killed":
            raise KeyboardInterrupt
        if self.mood != "well":
            raise ERRORS[self.mood](self.mood)
        return Requested()

    def ask(self, charge: Charge) -> Standing:
        if self.mood == "unreached":
            raise NotReached("down")
        return self.held.get(charge.attempt_id, Standing("absent"))

    def approve(self, attempt: str) -> None:
        if self.held[attempt].state != "succeeded":
            self.debits[attempt] = self.debits.get(attempt, 0) + AMOUNT
            self.held[attempt] = Standing("succeeded", f"T-{len(self.debits)}", AMOUNT, "XOF", KOFFI)

    def fee(self, amount_xof: int) -> int:
        return 0

    def refund(self, refund: Refund) -> RefundAsked:
        raise NotImplementedError

    def ask_refund(self, refund: Refund) -> Standing:
        raise NotImplementedError


class PaymentStory(RuleBasedStateMachine):
    """One invoice against PostgreSQL, any number of attempts and of payers."""

    database: Database
    keyring: Keyring
    traveller: time_machine.Traveller

    @initialize()
    def open(self) -> None:
        with self.database.transaction() as connection:
            empty(connection)
        self.traveller.move_to(AT)
        self.operator, self.dialled = Operator(), 0
        rails: dict[str, Any] = {
            "mtn": self.operator,
            "orange_merchant": MerchantCode("6461", fee=lambda _: 0),
        }
        self.room = Counter(self.database, self.keyring, rails)
        self.invoice = self.room.invoice(AMOUNT)
        self.seen: dict[str, str] = {}

    @rule(rail=st.sampled_from(["mtn", "mtn", "orange_merchant"]))
    def start(self, rail: str) -> None:
        try:
            self.room.start(self.invoice, rail)
        except NotStarted:
            return

    @rule(mood=st.sampled_from(["well", *ERRORS, "killed"]))
    def mood(self, mood: str) -> None:
        self.operator.mood = mood

    @rule()
    def work(self) -> None:
        try:
            self.room.run()
        except KeyboardInterrupt:
            self.operator.mood = "well"

    @rule(seconds=st.sampled_from([1, 10, 61, 130, 400, 4000]))
    def wait(self, seconds: int) -> None:
        self.traveller.shift(seconds)
        self.room.sweep()

    @rule(number=st.integers(0, 3), word=st.sampled_from(["approve", "failed", "expired", "approve"]))
    def decide(self, number: int, word: str) -> None:
        """The payer or the operator, at any time, also after a no."""
        held = sorted(self.operator.held)
        if not held:
            return
        attempt = held[number % len(held)]
        if word == "approve":
            self.operator.approve(attempt)
        elif self.operator.held[attempt].state == "pending":
            self.operator.held[attempt] = Standing(word)  # type: ignore[arg-type]

    @rule(number=st.integers(0, 3))
    def change_of_mind(self, number: int) -> None:
        """The operator says no, we hear it, and then it has the money after all."""
        pending = sorted(one for one, standing in self.operator.held.items() if standing.state == "pending")
        if pending:
            attempt = pending[number % len(pending)]
            self.operator.held[attempt] = Standing("failed")
            self.room.polls.ask(attempt)
            self.operator.approve(attempt)

    @rule(number=st.integers(0, 3))
    def callback(self, number: int) -> None:
        held = sorted(self.operator.held)
        if held:
            self.room.polls.ask(held[number % len(held)])

    @rule(again=st.booleans(), payer=st.sampled_from([KOFFI, MOUSSA, AWA]), named=st.booleans())
    def dial(self, again: bool, payer: str, named: bool) -> None:
        self.dialled += 0 if again and self.dialled else 1
        reference = self.invoice.reference if named else None
        words = {"payer": payer, "reference": reference, "country": "BJ", "rail": "mtn"}
        self.room.receive(f"D-{self.dialled}", AMOUNT, **words)

    @invariant()
    def nothing_that_must_hold_is_broken(self) -> None:
        with self.database.transaction() as connection:
            asleep = "not 10 minutes past"
            found = {
                check.name: check.broken(connection)
                for check in INVARIANTS
                if not check.warning and asleep not in check.name and "to be sent" not in check.name
            }
        assert {name: ids for name, ids in found.items() if ids} == {}

    @invariant()
    def every_attempt_takes_edges_of_its_machine(self) -> None:
        for attempt, state in self._states().items():
            before = self.seen.get(attempt, "created")
            assert state in reachable(before), (before, state)
            self.seen[attempt] = state

    @invariant()
    def nobody_is_debited_twice_under_one_key(self) -> None:
        assert all(taken == AMOUNT for taken in self.operator.debits.values())

    @invariant()
    def paid_means_money_and_money_means_a_receipt(self) -> None:
        receipts = self.room.receipts()
        invoice = self.room.read(self.invoice)
        assert (invoice.state == "paid") == any(row.settled_xof for row in receipts)
        known = {standing.operator_id for standing in self.operator.held.values() if standing.operator_id}
        said = known | {f"D-{number}" for number in range(1, self.dialled + 1)}
        assert {row.operator_id for row in receipts} <= said
        with self.database.transaction() as connection:
            owed = ledger.balance(connection, "FICTIF-BJ-581")
        assert owed == AMOUNT * len(receipts)

    def teardown(self) -> None:
        """In the end, with the operator well, all that it debited is recorded: nothing is lost."""
        if not hasattr(self, "room"):
            return
        self.operator.mood = "well"
        for _ in range(6):
            self.traveller.shift(4000)
            self.room.poll()
        for attempt in self.operator.debits:
            self.room.polls.ask(attempt)
            assert self.room.attempt(attempt).state == "succeeded"
        recorded = {row.operator_id for row in self.room.receipts()}
        assert {self.operator.held[attempt].operator_id for attempt in self.operator.debits} <= recorded
        alive = [state for state in self._states().values() if state in ("created", "claimed")]
        assert alive == []

    def _states(self) -> dict[str, str]:
        with self.database.transaction() as connection:
            rows = connection.execute(text("SELECT id::text, state FROM payment_attempt"))
            return {row.id: row.state for row in rows}


def reachable(state: str) -> set[str]:
    """Itself and whatever its machine leads to: several edges may lie between two looks."""
    found, ahead = {state}, [state]
    while ahead:
        new = set(ATTEMPT.edges.get(ahead.pop(), ())) - found
        found |= new
        ahead += new
    return found


def test_money_is_taken_once_and_never_lost(
    database: Database, keyring: Keyring, day: time_machine.Traveller
) -> None:
    PaymentStory.database, PaymentStory.keyring, PaymentStory.traveller = database, keyring, day
    run_state_machine_as_test(
        PaymentStory,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )  # fmt: skip


@pytest.mark.parametrize("named", [True, False], ids=["named", "matched"])
@pytest.mark.parametrize("words", [("approve",), ("failed", "approve")], ids=["at once", "after a no"])
def test_a_payer_who_also_pays_by_hand_has_the_second_debit_as_a_credit(
    database: Database, keyring: Keyring, day: time_machine.Traveller, words: tuple[str, ...], named: bool
) -> None:
    """Money that arrives by itself ends the attempt; what the operator then debits for it is recorded beside it."""
    PaymentStory.database, PaymentStory.keyring, PaymentStory.traveller = database, keyring, day
    story = PaymentStory()
    story.open()
    story.start("mtn")
    story.work()
    story.dial(again=False, payer=KOFFI, named=named)
    for word in words:
        story.decide(0, word)
    story.teardown()
    assert [(row.operator_id, row.disposition) for row in story.room.receipts()] == [
        ("D-1", "settled"), ("T-1", "credit"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "targets"),
    [
        ("created", {"claimed", "failed", "expired", "succeeded"}),
        ("pending", {"succeeded", "failed", "expired", "unknown"}),
        ("failed", {"succeeded"}),
        ("expired", {"succeeded"}),
        ("succeeded", {"reversed"}),
        ("reversed", set()),
    ],
)
def test_an_end_is_left_by_late_money_only(state: str, targets: set[str]) -> None:
    assert set(ATTEMPT.edges.get(state, ())) == targets
