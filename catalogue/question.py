"""Question: one thing a service asks a citizen, answerable on a keypad; how it is asked is not here."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from catalogue.text import Text

Kind = Literal["text", "name", "number", "date", "phone", "choice"]
# What is looked up once the answers it needs are there: "export" asks whether an HS code may leave the country.
Check = Literal["export"]
Name = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]{0,29}$")]
Value = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9_-]{1,20}$")]

MOST_CHOICES = 15  # three screens of five: more is the "tyranny of choice" MicroSave reports
LONGEST_PATTERN = 100  # a rule longer than this cannot be told in one hint
LONGEST_ANSWER = 120  # what still leaves a prompt room on the summary page, and fits one SMS

# A repeated group that itself repeats, such as (a+)+, can run for minutes on thirty characters.
_RUNAWAY = re.compile(r"[+*}]\)[+*{]")


class Choice(BaseModel):
    """One option: ``value`` is stored and sent to the administration, ``label`` is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Value
    label: Text


class Question(BaseModel):
    """One question. ``min`` and ``max`` bound the length of text and name, the value of number.
    Without ``max``, text and name end at LONGEST_ANSWER.

    A number keeps the digits typed, leading zeros included; ``pattern`` must match the whole answer.
    ``past`` refuses a date in the future. ``ask_if`` names one earlier question and the value it must have.
    ``check`` on an HS code refuses prohibited goods before anything is deposited or paid.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    kind: Kind
    prompt: Text
    hint: Text | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=MOST_CHOICES)] = ()
    min: Annotated[StrictInt, Field(ge=0)] | None = None
    max: Annotated[StrictInt, Field(ge=0)] | None = None
    past: StrictBool = False
    optional: StrictBool = False
    pattern: Annotated[str, Field(strict=True, max_length=LONGEST_PATTERN)] | None = None
    ask_if: Annotated[Mapping[Name, Value], Field(min_length=1, max_length=1)] | None = None
    check: Check | None = None

    @model_validator(mode="after")
    def _coherent(self) -> "Question":
        for broken, reason in self._rules():
            if broken:
                raise PydanticCustomError("question", "{reason}", {"reason": reason})
        return self

    def _rules(self) -> tuple[tuple[bool, str], ...]:
        values = [choice.value for choice in self.choices]
        worded = self.kind in ("text", "name")
        bounded = worded or self.kind == "number"
        crossed = self.min is not None and self.max is not None and self.min > self.max
        return (
            ((self.kind == "choice") != (len(values) >= 2), "only a choice has choices, two or more"),
            (len(set(values)) != len(values), "two choices have the same value"),
            (not bounded and (self.min is not None or self.max is not None), "this kind has no min and max"),
            (crossed, "min is above max"),
            (worded and (self.max or 0) > LONGEST_ANSWER, f"max is above {LONGEST_ANSWER} letters"),
            (self.past and self.kind != "date", "past is for dates"),
            (self.pattern is not None and not bounded, "pattern is for text, name and number"),
            (self.check is not None and self.kind != "number", "check is for a number"),
            (not _sound(self.pattern), "pattern is not a sound regular expression"),
        )


def _sound(pattern: str | None) -> bool:
    """Whether the pattern compiles and cannot run away; no pattern is sound."""
    if pattern is None:
        return True
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return not _RUNAWAY.search(pattern)
