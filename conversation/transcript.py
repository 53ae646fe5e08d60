"""Transcripts: what was newly typed, from wire formats that send all of it or only the last input.

There is no escape for a ``*`` that a citizen types: it is recovered by stripping what was known before.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from conversation.session import Session
from kernel.turn import TextMode, Turn

# 60 answers of one full USSD line fit four times over; a longer transcript is no citizen's.
LENGTH_MAX = 4000


class Step(Enum):
    """How a turn stands to what its session has seen."""

    FORWARD = auto()  # new input
    STILL = auto()  # nothing new: an old, shorter transcript, or the present one again
    RESTART = auto()  # another story under the same session: begin again


class Reading(NamedTuple):
    """``typed`` is the new input, None when there is none; ``transcript`` is everything, the new included."""

    step: Step
    typed: str | None
    transcript: str


def begin(turn: Turn, started_at: int) -> Reading:
    """The first turn of a session: everything in ``text`` was dialled."""
    typed = turn.text or None
    if turn.mode is TextMode.ACCUMULATED:
        return Reading(Step.FORWARD, typed, turn.text)
    # Operators reuse session ids: with its start in it, a transcript belongs to one session only.
    return Reading(Step.FORWARD, typed, f"@{started_at}" + (f"*{turn.text}" if turn.text else ""))


def read(turn: Turn, session: Session) -> Reading:
    """A further turn of ``session``."""
    if turn.mode is TextMode.LAST:
        return Reading(Step.FORWARD, turn.text, f"{session.transcript}*{turn.text}")
    before, text = session.transcript, turn.text
    if not before and text:
        return Reading(Step.FORWARD, text, text)
    if text.startswith(f"{before}*"):
        return Reading(Step.FORWARD, text[len(before) + 1 :], text)
    if not text or before == text or before.startswith(f"{text}*"):
        return Reading(Step.STILL, None, before)
    return Reading(Step.RESTART, text, text)


def tokens(typed: str | None, *, whole: bool) -> Sequence[str]:
    """The answers in ``typed``: one when the screen reads whole lines, else parted at each ``*``."""
    if typed is None:
        return ()
    return (typed,) if whole else typed.split("*")


def is_answered_by(turn: Turn, transcript: str) -> bool:
    """Whether the reply committed for ``transcript`` answers ``turn``."""
    if turn.mode is TextMode.ACCUMULATED:
        return transcript == turn.text
    return transcript.startswith("@") and transcript.endswith(f"*{turn.text}")
