"""Steps: one input applied to one state, with its effect; what touches PostgreSQL waits under the fuse."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import structlog

from conversation import replies, resume, transcript
from conversation.context import Context, PortNeeded
from conversation.effects import Claim, Deposit, OpenTax, Pay, Refresh, SetLanguage
from conversation.engine import Engine
from conversation.fuse import Blown, Fuse
from conversation.moves import Do, End, Move
from conversation.ports import EffectPort, Pair
from conversation.screens.table import SCREENS
from conversation.session import SECONDS_MAX, STEPS_MAX, Frame, Session, SessionUnreadable, decode
from conversation.transcript import Reading, Step
from conversation.travel import ROOT
from kernel.turn import Kind, TextMode, Turn

# The lanes of the outbox that an effect wakes (kernel.session_store rings them with the reply).
RINGS: Mapping[type, tuple[str, ...]] = {
    Deposit: ("events", "administrations"), Refresh: ("events", "administrations"), SetLanguage: (),
    OpenTax: (), Pay: ("payments",), Claim: ("events", "payments"),
}  # fmt: skip
# What is said of an effect that is still running when the fuse blows; of the others, that the service is slow.
LATE: Mapping[type, str] = {Deposit: "late_deposit", Pay: "late_pay"}

log = structlog.get_logger(__name__)


class Done(NamedTuple):
    """A finished step. ``committed``: its effect is in PostgreSQL, so the reply holds whatever Redis does."""

    state: bytes
    reply: bytes
    ended: bool
    language: str | None = None
    ring: Sequence[str] = ()
    committed: bool = False


class Steps:
    """Runs steps: purely when they are pure, else once more from the start under the fuse."""

    def __init__(self, effects: EffectPort, fuse: Fuse) -> None:
        self._effects, self._fuse = effects, fuse
        self._engine = Engine(SCREENS)

    def first(
        self,
        turn: Turn,
        language: str,
        known: bool,
        previous: bytes | None,
        context: Context,
        deadline: float,
    ) -> Done:
        """The first turn of a session; ``known`` languages are remembered with it."""
        started_at = int(context.now.timestamp())
        reading = transcript.begin(turn, started_at)
        # Only an empty dial is offered what was dropped: dialled digits say what they want (DESIGN 7).
        offer = resume.offer(previous, context) if reading.typed is None else None

        def opened() -> Session:
            session = Session(language, started_at, [Frame(ROOT)], steps=1)
            if offer:
                offer.hand_to(session)
            return session

        done = self._run(turn, opened, reading, context, deadline, offer.move if offer else None)
        return done._replace(language=done.language or (language if known else None))

    def further(self, turn: Turn, state: bytes, context: Context, deadline: float) -> Done:
        """A turn of a session whose ``state`` is known."""
        try:
            session = decode(state)
        except SessionUnreadable:
            return self.lost(turn, context)
        if turn.kind is Kind.BEGIN and turn.mode is TextMode.LAST:
            # The operator says that the citizen dialled again under the same id: the old request is offered.
            return self.first(turn, session.language, False, state, context, deadline)
        reading = transcript.read(turn, session)
        if session.ended:
            return self._over(session, reading, context, "over")
        if session.steps >= STEPS_MAX or context.now.timestamp() - session.started_at > SECONDS_MAX:
            return self._over(session, reading, context, "too_long")
        if reading.step is Step.RESTART:
            log.warning("transcript_diverged", dialect=turn.dialect)
            return self._run(turn, lambda: _restarted(decode(state)), reading, context, deadline)
        return self._run(turn, _Again(session, state), reading, context, deadline)

    def again(self, state: bytes, reply: bytes) -> Done:
        """A reply that PostgreSQL kept while Redis lost it."""
        return Done(state, reply, not replies.unpack(reply).more, committed=True)

    def lost(self, turn: Turn, context: Context) -> Done:
        """A session nobody remembers, of a dialect that sends only the last input: dial again."""
        session = Session(turn.language, int(context.now.timestamp()), [Frame(ROOT)])
        return self._over(session, Reading(Step.STILL, None, ""), context, "lost")

    def _run(
        self,
        turn: Turn,
        begin: Callable[[], Session],
        reading: Reading,
        context: Context,
        deadline: float,
        opening: Move | None = None,
    ) -> Done:
        # A restarted story never causes an effect: what it did before the fork was done then.
        effects = reading.step is not Step.RESTART

        def walked(where: Context) -> tuple[Session, Do | None]:
            session = begin()
            session.transcript = reading.transcript
            if opening:
                self._engine.open(session, where, opening)
            typed = transcript.tokens(reading.typed, whole=self._engine.takes_text(session, where))
            return session, self._engine.walk(session, typed, where, effects=effects)

        try:
            session, do = walked(context.closed())
        except PortNeeded:
            do = None
        else:
            if do is None:
                return self._done(session, context)

        def work() -> Done:
            session, do = walked(context)
            return self._perform(turn, session, do, context) if do else self._done(session, context)

        try:
            return self._fuse.run(work, deadline)
        except Blown as blown:
            return self._late(begin(), reading, context, do if blown.begun else None)

    def _perform(self, turn: Turn, session: Session, do: Do, context: Context) -> Done:
        # The outcome is rendered inside the transaction that makes it: no port may be touched there.
        closed = context.closed()

        def render(outcome: Mapping[str, str]) -> Pair:
            self._engine.follow(session, closed, do, outcome)
            return session.encode(), replies.pack(self._engine.render(session, closed))

        state, reply = self._effects.perform(turn, session.transcript, do.effect, render)
        language = do.effect.language if isinstance(do.effect, SetLanguage) else None
        ended = not replies.unpack(reply).more
        return Done(state, reply, ended, language, RINGS[type(do.effect)], committed=True)

    def _done(self, session: Session, context: Context) -> Done:
        screen = self._engine.render(session, context)
        return Done(session.encode(), replies.pack(screen), session.ended)

    def _over(self, session: Session, reading: Reading, context: Context, key: str) -> Done:
        session.transcript = reading.transcript
        self._engine.open(session, context, End(key))
        return self._done(session, context)

    def _late(self, session: Session, reading: Reading, context: Context, do: Do | None) -> Done:
        """The fuse has blown. A deposit goes on by itself and must not be offered again by a redial."""
        effect = type(do.effect) if do else None
        log.warning("fuse_blown", effect=effect.__name__ if effect else None)
        session.completed = effect is Deposit
        return self._over(session, reading, context, LATE.get(effect, "late") if effect else "late")


class _Again:
    """The session that was decoded already, and the same decoded anew for each further run."""

    def __init__(self, session: Session, state: bytes) -> None:
        self._session: Session | None = session
        self._state = state

    def __call__(self) -> Session:
        session, self._session = self._session, None
        return session or decode(self._state)


def _restarted(session: Session) -> Session:
    """The same session from its first screen; its age and its steps still count."""
    session.stack = [Frame(ROOT)]
    session.forget_request()
    return session
