"""What the door counts. Label values are fixed words of ours: never an input."""

from prometheus_client import Counter, Histogram

REFUSED = Counter("guichet_ussd_refused_total", "Requests refused at the door", ["dialect", "reason"])
SCREENS = Counter("guichet_ussd_screens_total", "Screens shown, by static name", ["screen"])
ENDED = Counter("guichet_ussd_sessions_ended_total", "Ends of sessions heard of", ["dialect", "status"])
EVENTS_LOST = Counter("guichet_ussd_events_lost_total", "Ends of sessions that could not be stored")
# Promise: p99 under 0.5 s, fuse at 4 s; the operators hang up at 10 s.
STEP_SECONDS = Histogram(
    "guichet_ussd_step_seconds",
    "From the request read to the reply ready",
    ["dialect"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10),
)

# A name a screen is a few hundred; more would be data that leaked into names, and must not fill the memory.
SCREEN_NAMES_MAX = 1000
_screens: dict[str, Counter] = {}


def screen_shown(name: str) -> None:
    """Count one screen. The labelled child is looked up in a dict: a tenth of the cost of ``labels``."""
    child = _screens.get(name)
    if child is None:
        child = SCREENS.labels(name if len(_screens) < SCREEN_NAMES_MAX else "other")
        if len(_screens) < SCREEN_NAMES_MAX:
            _screens[name] = child
    child.inc()
