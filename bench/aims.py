"""What each figure should be, and the sentence when it is not. Nothing fails here: a person reads it."""

from dataclasses import dataclass

# The whole menu, exactly once, for at most a quarter more than a handler that only reads and writes a key.
STEPS_AGAINST_FLASK_MIN = 0.8
CPU_AGAINST_FLASK_MAX = 1.25
P99_AGAINST_FLASK_MAX = 1.3
# The promise to the operators is 500 ms under any load; at equal load (a) is the measure.
P99_MS_MAX = 500.0
GROWTH_MAX = 1.1
MEMORY_MB_MAX = 120.0
# pgbench is C without any of the work: half of it would be a wonder, and is what we look towards.
SETTLEMENT_AGAINST_PGBENCH_MIN = 0.5


@dataclass(frozen=True)
class Aim:
    """``words`` name the figure in a sentence: "<words>: <found>, more than the <limit> aimed at"."""

    words: str
    found: float
    limit: float
    at_least: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.found >= self.limit if self.at_least else self.found <= self.limit

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        return f"{sign} {self.limit:g}{self.unit}"

    def shortfall(self) -> str:
        """A plain sentence; only of an aim that is not met."""
        side, unit = "less" if self.at_least else "more", self.unit
        return f"{self.words}: {self.found:.4g}{unit}, {side} than the {self.limit:g}{unit} aimed at."
