"""How often an administration is asked about one case: often while it is fresh, then hourly. Asks nobody."""

from datetime import datetime, timedelta

from cases.lifecycle import OPEN

# Benin's portal loses callbacks, so polling is the net: every 15 min in a state's first day, then hourly.
FRESH = timedelta(days=1)
FRESH_EVERY = timedelta(minutes=15)
LATER_EVERY = timedelta(hours=1)


def next_poll(state: str, state_since: datetime, at: datetime) -> datetime | None:
    """When to ask again after asking at ``at``; None once the case is no longer open."""
    if state not in OPEN:
        return None
    return at + (FRESH_EVERY if at - state_since < FRESH else LATER_EVERY)
