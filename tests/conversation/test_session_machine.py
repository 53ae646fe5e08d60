"""A session under everything that operators do to it: whatever happens, promises of the conversation hold."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from catalogue.catalogue import Catalogue
from conversation.dues import Standing
from conversation.effects import Deposit, OpenTax, Pay
from kernel.crypto import Keyring
from kernel.gsm import is_gsm7, septets
from kernel.turn import Kind, Screen, TextMode, Turn
from tests.cast import AWA
from tests.conversation.world import Handset, World
from tests.conversation.world import world as built

# What citizens type, weighted towards what leads somewhere; stars and hashes inside on purpose.
RIGHT = ("Awa*Traore#", "MA.BKO.2020.B.1234", "120740", "1500", "F-12", "010229")
TYPED = st.one_of(
    st.sampled_from(
        ["1", "1", "1", "2", "3", "4", "5", "0", "00", "98", "17", "10", "9", "", "*", "1*1", "4*17*1"]
    ),
    st.sampled_from(RIGHT),
    st.text(alphabet="01289*#aé😀ɛ ", max_size=12),
)
# The ways to each consent screen, step by step.
WAYS = {
    "consent.17": (
        "17",
        "1",
        "Awa*Traore#",
        "MA.BKO.2020.B.1234",
        "120740",
        "1",
        "1",
        "Negoce",
        "Sesame",
        "30",
        "1500",
        "F-12",
        "1",
        "98",
        "98",
    ),
    "pay_consent": ("2", "1", "1", "1", "2"),
    "tax_consent": ("2", "3", "3", "1", "2"),
}
# What may only happen by the digit shown on its own screen.
COMMITS = {Deposit: "consent.17", Pay: "pay_consent", OpenTax: "tax_consent"}


class Sessions(RuleBasedStateMachine):
    """One phone; ``seen`` keeps the reply to every transcript, ``confirmed`` counts what was confirmed."""

    world: World
    mode: TextMode

    def __init__(self) -> None:
        super().__init__()
        self.world.redis.flushdb()
        for kept in (self.world.ledger.receipts, self.world.ledger.newest, self.world.ledger.done):
            kept.clear()
        self.world.desk.bills.clear()
        self.bill = self.world.desk.put(AWA)
        self.phone = Handset(self.world, self.mode)
        self.seen: dict[tuple[str, str], Screen] = {}
        self.turns: list[Turn] = []
        self.confirmed = 0
        self.lost = False
        self.dial("")

    def sent(self, send: object, *, at_once: bool = False) -> None:
        """Send the next turn, alone or as eight equal requests, and hold the reply against what is known."""
        before, commits = self.phone.last, self.commits()
        send()  # type: ignore[operator]
        turn, screen = self.phone.turn, self.phone.last
        self.turns.append(turn)
        if at_once:
            self.same(turn, screen)
        known = self.seen.setdefault((turn.session, f"{turn.sequence} {turn.text}"), screen)
        if not self.lost:
            assert screen == known, "one transcript, two replies"
        made = self.commits()[len(commits) :]
        if made:
            assert [COMMITS[type(effect)] for effect in made] == [before.name]
            assert "\n1 " in before.text, "confirmed without having read the digit"
            self.confirmed += 1

    def same(self, turn: Turn, screen: Screen) -> None:
        with ThreadPoolExecutor(2) as threads:
            assert set(threads.map(self.world.conversation.converse, [turn, turn])) == {screen}

    def commits(self) -> list[object]:
        return [effect for _, effect in self.world.ledger.done if type(effect) in COMMITS]

    @rule(text=st.sampled_from(["", "", "17", "17*1*Awa", "4*98*2*1", "5*4", "2*1*1*1*2*1", "2*3*3*1*2*1"]))
    def dial(self, text: str) -> None:
        self.lost = False
        self.sent(lambda: self.phone.dial(text))

    @precondition(lambda self: self.phone.last.more)
    @rule(typed=TYPED, at_once=st.booleans())
    def answers(self, typed: str, at_once: bool) -> None:
        self.sent(lambda: self.phone.say(typed), at_once=at_once)

    @rule(way=st.sampled_from(list(WAYS.values())), missing=st.integers(0, 3), at_once=st.booleans())
    def goes_towards_a_consent(self, way: tuple[str, ...], missing: int, at_once: bool) -> None:
        self.dial("00")
        for typed in (*way[: len(way) - missing], "1"):
            if self.phone.last.more:
                self.sent(lambda typed=typed: self.phone.say(typed), at_once=at_once)

    @rule(standing=st.sampled_from(["open", "waiting", "paid"]))
    def the_operator_answers(self, standing: str) -> None:
        """What was under way fails, or is approved: the invoice may then be paid anew, or never again."""
        self.world.desk.stand(self.bill, Standing(standing))  # type: ignore[arg-type]

    @precondition(lambda self: self.turns)
    @rule(data=st.data())
    def an_old_request_comes_again(self, data: st.DataObject) -> None:
        """A retry, or a packet that took a detour: it gets its old reply and moves nothing."""
        turn = data.draw(st.sampled_from(self.turns))
        if turn.session != self.phone.session or self.lost:
            return
        done = len(self.world.ledger.done)
        screen = self.world.conversation.converse(turn)
        if self.mode is TextMode.ACCUMULATED or turn == self.phone.turn:
            assert screen == self.seen[turn.session, f"{turn.sequence} {turn.text}"]
        assert len(self.world.ledger.done) == done

    @precondition(lambda self: self.mode is TextMode.ACCUMULATED and self.phone.last.more)
    @rule(
        text=st.sampled_from(
            [
                "5*2",
                "17*1*Binta*MA.BKO*120740*1*1*Negoce*Sesame*3*10*F*1*98*98*1",
                "1*2*9",
                "4*4*4",
                "2*1*1*1*2*1",
            ]
        )
    )
    def another_story_arrives(self, text: str) -> None:
        """A divergent transcript causes no effect of its own."""
        if self.phone.text.startswith(text) or text.startswith(self.phone.text):
            return
        done = len(self.world.ledger.done)
        self.phone.text = text
        self.phone.send(self.phone.built(Kind.CONTINUE, text))
        self.turns.append(self.phone.turn)
        self.seen.setdefault((self.phone.session, f" {text}"), self.phone.last)
        assert len(self.world.ledger.done) == done

    @rule()
    def redis_loses_everything(self) -> None:
        """Replies of plain screens may then differ; those of effects never, and nothing runs again."""
        self.world.redis.flushdb()
        self.lost = True
        turn, done = self.phone.turn, len(self.world.ledger.done)
        committed = self.world.ledger.recall(turn)
        screen = self.world.conversation.converse(turn)
        if committed and self.mode is TextMode.ACCUMULATED and committed.transcript == turn.text:
            assert screen == self.phone.last
        assert len(self.commits()) == self.confirmed
        assert len(self.world.ledger.done) <= done + 1
        self.phone.last = screen

    @invariant()
    def a_screen_fits_its_operator_and_its_alphabet(self) -> None:
        assert septets(self.phone.last.text) <= 160
        assert is_gsm7(self.phone.last.text)
        assert self.phone.last.text

    @invariant()
    def what_commits_was_confirmed_once_on_the_screen_that_asks(self) -> None:
        assert len(self.commits()) == self.confirmed
        assert len(self.world.ledger.receipts) == len(self.world.ledger.done)


@pytest.fixture
def machine_world(catalogue: Catalogue, redis_url: str, keyring: Keyring) -> Iterator[World]:
    with ExitStack() as stack:
        yield stack.enter_context(built(catalogue, redis_url, keyring))


@pytest.mark.parametrize("mode", TextMode)
def test_every_promise_holds_whatever_an_operator_does(machine_world: World, mode: TextMode) -> None:
    """Fault rows 9, 35; bad-input row 16."""
    bound = type("Bound", (Sessions,), {"world": machine_world, "mode": mode})
    run_state_machine_as_test(
        bound,
        settings=settings(
            max_examples=40, stateful_step_count=25, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )  # fmt: skip
