"""What one run of the load found."""

import math
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """``latencies_s`` of the right replies; ``own_cpu_s`` is the load generator's own use of its core."""

    latencies_s: list[float] = field(default_factory=list)
    wrong: int = 0
    first_wrong: str = ""
    seconds: float = 0.0
    own_cpu_s: float = 0.0

    @property
    def steps(self) -> int:
        return len(self.latencies_s) + self.wrong

    @property
    def rate(self) -> float:
        """Right replies a second: a wrong one is worth nothing to a citizen."""
        return len(self.latencies_s) / self.seconds

    @property
    def own_share(self) -> float:
        """Of one core, 0 to 1."""
        return self.own_cpu_s / self.seconds

    def percentile_ms(self, percent: float) -> float:
        """The nearest rank; 0 of nothing."""
        ordered = sorted(self.latencies_s)
        return ordered[math.ceil(len(ordered) * percent / 100) - 1] * 1000 if ordered else 0.0

    def refuse(self, why: str) -> None:
        """Count a wrong reply and keep the first to be shown."""
        self.wrong += 1
        self.first_wrong = self.first_wrong or why
