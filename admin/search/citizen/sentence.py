"""One plain sentence of the answer, before it is put into words: a key of the texts and the values that fill it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

# What it asks of whoever reads it: nothing, to wait, to tell the citizen to act, to look into it themselves.
Tone = Literal["good", "wait", "call", "look"]


@dataclass(frozen=True, slots=True)
class Hour:
    """An instant that is told as an hour when it is today's."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """When the operator is asked again: an hour to come, or now."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """Of a case."""

    name: str


@dataclass(frozen=True, slots=True)
class Rail:
    """An operator by our name for it."""

    name: str


# Francs, an instant, an hour, an operator, a span in seconds, or words as they are.
Value = int | datetime | Hour | Again | Rail | State | float | str


@dataclass(frozen=True, slots=True)
class Sentence:
    """``key`` below ``search.say``; ``at`` when it happened; ``page`` and ``link_key`` as in ``links``.

    ``case_id`` is the case that the money is for, "" for none that is known here.
    """

    key: str
    at: datetime
    tone: Tone
    values: Mapping[str, Value] = field(default_factory=dict)
    page: str = ""
    link_key: str = ""
    case_id: str = ""
