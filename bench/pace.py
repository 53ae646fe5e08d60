"""How long everything takes: a run that people wait for, and a quick one that shows that it works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Seconds of one run of the load, and counts. The whole stays under 6 minutes, the quick under 70 s."""

    rounds: int
    full_s: float
    steady_s: float
    warm_s: float
    growth_s: float
    cases_few: int
    cases_many: int
    memory_steps: int
    settle_s: float


USUAL = Pace(
    rounds=3,
    full_s=5,
    steady_s=5,
    warm_s=1,
    growth_s=2.5,
    cases_few=1_000,
    cases_many=1_000_000,
    memory_steps=20_000,
    settle_s=5,
)
QUICK = Pace(
    rounds=1,
    full_s=1,
    steady_s=1,
    warm_s=0.3,
    growth_s=0.7,
    cases_few=1_000,
    cases_many=20_000,
    memory_steps=1_000,
    settle_s=2,
)
