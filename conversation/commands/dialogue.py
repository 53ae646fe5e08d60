"""Dialogue: a conversation of the engine carried on by SMS. It opens screens, answers them and writes their letters."""

from collections.abc import Mapping

from conversation import transcript
from conversation.commands.letters import LetterEngine, asks, is_consent
from conversation.commands.plan import Letter, Plan
from conversation.context import Context
from conversation.moves import Do, Move
from conversation.screens.table import SCREENS
from conversation.session import STEPS_MAX, Frame, Notice, Session, SessionUnreadable, decode
from conversation.travel import ROOT
from kernel.gsm import shorten

ENGINE = LetterEngine(SCREENS)


def started(language: str, context: Context) -> Session:
    """A session at the main menu, which is not shown."""
    return Session(language, int(context.now.timestamp()), [Frame(ROOT)], steps=1)


def reopened(state: bytes | None) -> Session | None:
    """The conversation of ``state``; None when there is none, it is over, of another version or too long."""
    if state is None:
        return None
    try:
        session = decode(state)
    except SessionUnreadable:
        return None
    return None if session.ended or session.steps >= STEPS_MAX else session


def opened(kind: str, session: Session, context: Context, move: Move) -> Plan:
    """Open a screen. What asks nothing leaves an older question open."""
    ENGINE.open(session, context, move)
    return _plan(kind, session, context, None, first=True)


def walked(kind: str, session: Session, context: Context, typed: str) -> Plan:
    """Answer the current screen for the citizen, who has not seen it. An effect is not even begun."""
    ENGINE.walk(session, (typed,), context, effects=False)
    return _plan(kind, session, context, None, first=True)


def as_it_stands(kind: str, session: Session, context: Context) -> Plan:
    """The current screen."""
    return _plan(kind, session, context, None, first=True)


def answered(session: Session, context: Context, text: str) -> Plan:
    """The text as the answer to the open question."""
    typed = transcript.tokens(text, whole=ENGINE.takes_text(session, context))
    do = ENGINE.walk(session, typed, context)
    return _plan("reply", session, context, do, first=False)


def takes_text(session: Session, context: Context) -> bool:
    """Whether the open question wants words or numbers instead of a choice."""
    return ENGINE.takes_text(session, context)


def refuse(session: Session, key: str) -> None:
    """Say why above the screen that is shown."""
    session.notice = Notice(key)


def _plan(kind: str, session: Session, context: Context, do: Do | None, *, first: bool) -> Plan:
    # The outcome is written inside the transaction that makes it: no port may be touched there.
    closed = context.closed()
    if do is None:
        letter = _letter(session, closed, first=first)
        return Plan(kind, lambda _: letter)

    def write(outcome: Mapping[str, str]) -> Letter:
        ENGINE.follow(session, closed, do, outcome)
        return _letter(session, closed, first=False)

    return Plan(kind, write, do.effect)


def _letter(session: Session, context: Context, *, first: bool) -> Letter:
    if first and session.notice and session.frame.screen == ROOT:
        # What the command named does not exist: the menu that was never shown is no answer to that.
        why = context.say(session.language, f"refusal.{session.notice.key}", **session.notice.values)
        return Letter(shorten(why, context.budget), keep=True)
    reply = ENGINE.render(session, context)
    # A command that only looks something up leaves a dropped session to be found by the next dial.
    left = session.encode() if session.service or not first else b""
    if session.ended or not asks(session, context):
        return Letter(reply.text, keep=first and not session.ended, left=left)
    return Letter(reply.text, session.encode(), consent=is_consent(session), left=left)
