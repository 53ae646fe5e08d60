"""Listing: one file of accounting as it was read, with the line of every rule."""

from dataclasses import dataclass, field
from typing import Generic

from catalogue.accounting_dated import Rule
from catalogue.problem import Problem
from catalogue.source import Source

MOST_RULES = 2000  # of one kind: the 819 communes of Mali and the 77 of Benin fit


@dataclass(frozen=True, slots=True)
class Listing(Generic[Rule]):
    """A list under the file's own name. ``rules`` holds what could be read, by its place in the list."""

    source: Source
    name: str
    rules: dict[int, Rule] = field(default_factory=dict)

    def problem(self, at: int, key: str, reason: str) -> Problem:
        """A fault of the rule at place ``at``, on the line of its ``key``."""
        return self.source.problem((self.name, at, key), reason)
