"""Session: where one citizen stands in the menus, as small JSON. It never holds a port, a text or a page."""

import json
from dataclasses import dataclass, field

VERSION = 2  # raised when the shape changes: an older state is then an unknown session, never a wrong one
# 60 steps at 2 s each fill the 120 s that most operators give; more is a robot (bad-input row 25).
STEPS_MAX = 60
# The longest session an operator publishes (Safaricom, Airtel, Orange: 180 s).
SECONDS_MAX = 180

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_decode = json.JSONDecoder().raw_decode


class SessionUnreadable(ValueError):
    """The stored state is of another version: the citizen has to dial again."""


@dataclass(slots=True)
class Frame:
    """One open screen. ``arg`` is what it is about, ``page`` counts from 0, ``tries`` counts refusals."""

    screen: str
    arg: str = ""
    page: int = 0
    tries: int = 0


@dataclass(slots=True)
class Notice:
    """Why the last input was refused: a key below ``refusal.`` and its values. It lives for one reply."""

    key: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Session:
    """``stack`` holds the open screens, the current one last. ``started_at`` is epoch seconds.

    ``answers`` belong to ``service`` (0: none). ``completed`` means that the request was deposited.
    ``paying`` is the reference of the invoice whose payment was last offered for consent, "" when none was.
    ``transcript`` is all that was typed: for LAST dialects, "@started_at" and the inputs joined with "*".
    """

    language: str
    started_at: int
    stack: list[Frame]
    transcript: str = ""
    steps: int = 0
    service: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    ended: bool = False
    completed: bool = False
    paying: str = ""
    notice: Notice | None = None
    closing: Notice | None = None

    @property
    def frame(self) -> Frame:
        """The current screen."""
        return self.stack[-1]

    @property
    def resumable(self) -> bool:
        """Whether a redial may offer to go on: a question was answered and nothing was deposited."""
        return bool(self.service and self.answers and not self.completed)

    def forget_request(self) -> None:
        """Drop the request being filled in."""
        self.service, self.answers = 0, {}

    def encode(self) -> bytes:
        """The state as UTF-8 JSON. ``notice`` and ``closing`` are in the stored reply, not here."""
        stack = [(frame.screen, frame.arg, frame.page, frame.tries) for frame in self.stack]
        flags = self.ended + 2 * self.completed
        head = (VERSION, self.language, self.started_at, self.transcript, self.steps)
        return _encode((*head, self.service, self.answers, flags, stack, self.paying)).encode()


def decode(state: bytes) -> Session:
    """The session of stored bytes. Raises SessionUnreadable."""
    fields = _decode(state.decode())[0]
    if fields[0] != VERSION:
        raise SessionUnreadable(str(fields[0]))
    _, language, started_at, transcript, steps, service, answers, flags, stack, paying = fields
    frames = [Frame(*frame) for frame in stack]
    return Session(
        language, started_at, frames, transcript, steps, service, answers,
        bool(flags & 1), bool(flags & 2), paying,
    )  # fmt: skip
