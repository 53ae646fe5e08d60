"""What every rule of accounting has: the days on which it applies, and who says so."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from catalogue.service import Day, Line

# A code is typed by a receiver, printed in registers and kept in the ledger's columns of 60 characters.
Code = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9-]{1,39}$")]
AccountCode = Annotated[str, Field(strict=True, pattern=r"^[A-Z0-9][A-Z0-9.-]{0,39}$")]
RailName = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]{1,19}$")]
Label = Annotated[str, Field(strict=True, min_length=1, max_length=120)]


class Dated(BaseModel):
    """A rule between two days, both included. ``source`` begins with FICTIF when it is an example of ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: Day
    valid_to: Day | None = None
    source: Line

    @model_validator(mode="after")
    def _forward(self) -> "Dated":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise PydanticCustomError("dated", "valid_to is before valid_from")
        return self

    @property
    def fictive(self) -> bool:
        """Whether it must be replaced by the administration's own text before real money is collected."""
        return self.source.startswith("FICTIF")

    def covers(self, day: date) -> bool:
        """Whether it applies on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


Rule = TypeVar("Rule", bound=Dated)


def on(rules: Iterable[Rule], day: date) -> Rule | None:
    """The rule of ``day``; there is one at most, since overlapping dates are refused at load."""
    return next((rule for rule in rules if rule.covers(day)), None)
