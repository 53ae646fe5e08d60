"""Messages handed over a second by one worker process, beside RQ with one message a job; and how long they wait.

The same machine, the same run, the same provider: an answer in 0 ms, then in 300 ms. The rate is the provider's own:
requests between the first that came and the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.contenders import Unexpected
from bench.pace import Pace
from bench.progress import Progress
from bench.sms_stage import Office, office
from bench.stage import Stage

DELAYS_MS = (0, 300)
# Long enough to measure, short enough to wait for: RQ does 3 a second at 300 ms.
COUNTS = {("ours", 0): 3_000, ("bare", 0): 800, ("forking", 0): 250,
          ("ours", 300): 900, ("bare", 300): 20, ("forking", 300): 20}  # fmt: skip
# The promise is 50 a second with 300 ms each; receipts beside a campaign come at 20.
STEADY_RATE, STEADY_S = 50, 12
RECEIPT_RATE, RECEIPT_S = 20, 10
PROMISE_S = 5.0


@dataclass(frozen=True)
class Rate:
    """Medians of the rounds, in messages a second; ``ratio`` against each contender of the same round."""

    delay_ms: int
    ours: float
    bare: float
    forking: float
    against_bare: float
    against_forking: float


@dataclass(frozen=True)
class Waited:
    """From the commit of the message to its request at the provider, in seconds."""

    situation: str
    count: int
    p50_s: float
    p99_s: float
    in_promise: float


@dataclass(frozen=True)
class Messages:
    """Everything that was measured."""

    rates: list[Rate]
    steady: Waited
    idle: Waited
    beside_campaign: Waited
    campaign: int


def runs(pace: Pace) -> int:
    """How many stretches of work ``compare`` announces."""
    return pace.rounds * len(COUNTS) + 4


def compare(stage: Stage, pace: Pace, progress: Progress) -> Messages:
    """Interleaved rates first; then the waits, idle before the campaign is written."""
    with stage.everywhere(), office(stage) as place:
        rates = [_rate(place, pace, progress, delay) for delay in DELAYS_MS]
        progress.next(f"{STEADY_RATE} a second, 300 ms each")
        steady = _waited(place, "50 a second, 300 ms each", STEADY_RATE, STEADY_S)
        progress.next("receipts, idle")
        idle = _waited(place, "receipts, nothing else", RECEIPT_RATE, RECEIPT_S)
        progress.next("writing the campaign")
        place.write_campaign(pace.cases_many, progress.say)
        progress.next("receipts beside the campaign")
        beside = _waited(place, "receipts beside a campaign", RECEIPT_RATE, RECEIPT_S)
    return Messages(rates, steady, idle, beside, pace.cases_many)


def _rate(place: Office, pace: Pace, progress: Progress, delay_ms: int) -> Rate:
    rounds: list[dict[str, float]] = []
    for _ in range(pace.rounds):
        done = {}
        for kind in ("ours", "bare", "forking"):
            progress.next(f"{kind}, {delay_ms} ms")
            done[kind] = place.rate(kind, delay_ms, COUNTS[kind, delay_ms])
        rounds.append(done)
    middle = {kind: median(done[kind] for done in rounds) for kind in rounds[0]}
    against = {kind: median(done["ours"] / done[kind] for done in rounds) for kind in ("bare", "forking")}
    return Rate(delay_ms, **middle, against_bare=against["bare"], against_forking=against["forking"])


def _waited(place: Office, situation: str, rate: int, seconds: int) -> Waited:
    waits = sorted(place.waits(rate, seconds))
    if not waits:
        raise Unexpected(f"nothing was handed over: {situation}")
    within = sum(wait <= PROMISE_S for wait in waits) / len(waits)
    return Waited(situation, len(waits), _share(waits, 0.5), _share(waits, 0.99), within)


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
