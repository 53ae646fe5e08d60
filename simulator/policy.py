"""How stubborn each kind of push is: when it is done, when it is given up, how long it waits in between."""

from dataclasses import dataclass

from simulator.store import Document

LONGEST_S = 60.0  # A doubling wait stops growing here, so that a gateway that comes back is told soon.


@dataclass(frozen=True, slots=True)
class Policy:
    """When a push is done, when it is given up, and how long it waits in between (seconds)."""

    done: range | tuple[int, ...]
    lasts_s: float
    doubles: bool = True
    stops: tuple[int, ...] = ()


POLICIES = {
    # End-of-session news is not repeated by the operator: it may simply never come.
    "once": Policy(done=range(100, 600), lasts_s=0),
    "report": Policy(done=range(200, 300), lasts_s=3600),
    # Africa's Talking, help article 742510: every minute until HTTP 200, for 12 hours.
    "inbound": Policy(done=(200,), lasts_s=12 * 3600, doubles=False),
    # Kannel's smsbox with http-request-retry: a few tries, then the person reads that it failed.
    "kannel-inbound": Policy(done=range(200, 300), lasts_s=120),
    # Twilio asks once; its answer may hold messages for the person.
    "twilio-inbound": Policy(done=range(100, 600), lasts_s=0),
    # CloudEvents HTTP webhook 2.2: 410 means never again; anything else but 2xx is tried later.
    "event": Policy(done=range(200, 300), lasts_s=24 * 3600, stops=(410,)),
}


def after_try(delivery: Document, status: int, now: float, first_s: float, each_s: float) -> Document:
    """What changes in a delivery answered ``status`` (0: no answer) at ``now``; waits in seconds."""
    policy = POLICIES[delivery["policy"]]
    tries = int(delivery["tries"]) + 1
    if status in policy.done:
        return {"tries": tries, "state": "done"}
    doubled = min(first_s * 2 ** min(tries - 1, 10), LONGEST_S)
    due = now + (doubled if policy.doubles else each_s)
    if status in policy.stops or due > delivery["born"] + policy.lasts_s:
        return {"tries": tries, "state": "given-up"}
    return {"tries": tries, "state": "waiting", "due": due}
