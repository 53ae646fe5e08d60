"""Elapsed: how long ago, in the one unit that says enough. The words are the catalogue's."""

from datetime import datetime, timedelta

# Beyond these a smaller unit says nothing more: 90 min, 2 days.
MINUTES_SHOWN = timedelta(minutes=90)
HOURS_SHOWN = timedelta(hours=48)


def elapsed(then: datetime, now: datetime) -> tuple[str, int]:
    """ "now", "minutes", "hours" or "days", and how many. A clock that is ahead of ours says "now"."""
    past = now - then
    if past < timedelta(minutes=1):
        return "now", 0
    if past < MINUTES_SHOWN:
        return "minutes", past // timedelta(minutes=1)
    if past < HOURS_SHOWN:
        return "hours", past // timedelta(hours=1)
    return "days", past.days
