"""When we and the citizen last spoke: messages out and in, USSD sessions. That they were, never what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.casework.messages import messages_of
from admin.casework.moment import Moment
from admin.casework.screens import screens_of
from admin.search.look import Look

# A citizen calls about these days; the case has the whole story.
SINCE = timedelta(days=30)
MESSAGES_MAX = 8
SCREENS_MAX = 60
SESSIONS_MAX = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """``way`` is sms_out or sms_in; ``purpose`` a word of ``sms/purposes.py``, "" for one that came in."""

    at: datetime
    way: str
    purpose: str
    state: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """``last`` is the static name of its last screen, "" for those who see one administration only."""

    at: datetime
    screens: int
    last: str


def letters(look: Look, phone: str) -> list[Letter]:
    """The newest eight, newest first."""
    if not look.reach.sees_cases:
        return []
    found = messages_of(look.connection, look.keyring, phone, since=look.at - SINCE, limit=MESSAGES_MAX)
    return [_letter(moment) for moment in reversed(found)]


def sessions(look: Look, phone: str) -> list[Session]:
    """The newest five, newest first, of the last 60 screens."""
    if not look.reach.sees_cases:
        return []
    shown = screens_of(look.connection, look.keyring, phone, since=look.at - SINCE, limit=SCREENS_MAX)
    of: dict[str, list[Moment]] = {}
    for moment in reversed(shown):
        of.setdefault(moment.about, []).append(moment)
    return [_session(moments, named=look.reach.whole) for moments in of.values()][:SESSIONS_MAX]


def _letter(moment: Moment) -> Letter:
    purpose = moment.about.partition(" ")[0].partition(":")[0] if moment.kind == "sms_out" else ""
    return Letter(
        moment.at, moment.kind, purpose, moment.state, moment.steps[-1][1] if moment.steps else None
    )


def _session(newest_first: Sequence[Moment], *, named: bool) -> Session:
    first, last = newest_first[-1], newest_first[0]
    return Session(first.at, len(newest_first), last.state if named else "")
