"""What is wrong with the catalogue's files: one Problem a fault, all of them refused together."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. ``file`` is relative to the catalogue's root, ``line`` counts from 1 (0: the whole file)."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class CatalogueRefused(Exception):
    """The catalogue is not loaded at all; ``problems`` holds every fault, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
