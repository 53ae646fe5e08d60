"""When an operator is asked about a charge: 5, 10, 20, 30, 60 s, then 2, 5, 8 min, hourly after a day. Asks nobody."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

# A claimed charge is asked about when most calls have ended: two of 10 s. One that is still under way (Moov's push
# takes up to 60 s) is pending or not known yet by then, which decides nothing.
CLAIMED_S = 30
# Waits once the time to approve is over, by how long it is over: it slows down and never ends by age. A charge in
# doubt is resolved within 10 min of the operator's knowing: 8 min, a tenth of jitter and the sweep fit into that.
LATE = (
    (timedelta(minutes=2), timedelta(minutes=2)),
    (timedelta(minutes=7), timedelta(minutes=5)),
    (timedelta(days=1), timedelta(minutes=8)),
)
SLOWEST = timedelta(minutes=60)
# A callback about a charge whose operator is silent: soon again, since the operator was there a moment ago.
CALLBACK_FIRST = timedelta(seconds=30)
# One tenth to either side: charges of one minute do not all come back in the same second.
JITTER = 0.1


def next_poll(
    attempt_id: str, polls: int, at: datetime, expires_at: datetime, poll_s: Sequence[int]
) -> datetime:
    """The next time after the ``polls``-th question. The same arguments give the same instant."""
    wait = (
        timedelta(seconds=poll_s[min(polls, len(poll_s) - 1)]) if at < expires_at else _late(at - expires_at)
    )
    return at + wait * _spread(attempt_id, polls)


def callback_again(age: timedelta) -> timedelta:
    """When a callback of this age is taken up again while the operator gives no answer: a quarter of its age.

    Not below 30 s; not above 2, 5, 8 min in its first day and 60 min after. It never ends by age.
    """
    return min(max(age / 4, CALLBACK_FIRST), _late(age))


def _late(over: timedelta) -> timedelta:
    return next((wait for until, wait in LATE if over < until), SLOWEST)


def _spread(attempt_id: str, polls: int) -> float:
    """0.9 to 1.1, by attempt and question (Knuth's multiplicative hash, TAOCP 6.4)."""
    mixed = (uuid.UUID(attempt_id).int + polls) * 2654435761 % 2**32
    return 1 + JITTER * (2 * mixed / 2**32 - 1)
