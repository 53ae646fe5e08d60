"""One thing that happens at one time: which act, of whose story. A plan is a list of them in the order of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.demo.month.citizen import Citizen


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked or owed: a case of ``service``, or the tax of a locality. ``opened_at`` finds it again."""

    citizen: Citizen = field(repr=False)
    service: int
    opened_at: datetime
    answers: Mapping[str, str] = field(repr=False)
    channel: str = "ussd"

    @property
    def is_tax(self) -> bool:
        return "locality" in self.answers


@dataclass(frozen=True, slots=True)
class Moment:
    """``act`` is a key of `acts.ACTS`; ``details`` are words of that act."""

    at: datetime
    act: str
    subject: Subject | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
