"""A sentence in the visitor's language: francs, instants and spans as staff read them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from admin.doors.visitor import say, state_name
from admin.money import names
from admin.page import when
from admin.search.citizen.sentence import Again, Hour, Rail, Sentence, State, Value
from kernel import clock

# Longest first: the largest unit of which there are two or more.
UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def worded(sentence: Sentence) -> str:
    """In words."""
    values = {name: _value(value) for name, value in sentence.values.items()}
    return say(f"search.say.{sentence.key}", **values)


def _value(value: Value) -> str:
    return WORDS[type(value)](value)


def _hour(hour: Hour) -> str:
    shown, today = when(hour.at), when(clock.now())
    return shown.removeprefix(today[:11])


def _again(again: Again) -> str:
    if again.at is None or again.at <= clock.now():
        return say("search.again_now")
    return say("search.again_at", hour=_hour(Hour(again.at)))


def _state(state: State) -> str:
    return state_name(state.name)


def _rail(rail: Rail) -> str:
    return names.rail(rail.name)


def _span(seconds: float) -> str:
    for unit, length in UNITS:
        if seconds >= (2 * length if unit != "minutes" else length):
            return say(f"search.span.{unit}", count=int(seconds // length))
    return say("search.span.moment")


# Francs are whole numbers, spans are floats: nothing else tells them apart here.
WORDS: Mapping[type, Callable[..., str]] = {
    int: names.francs, float: _span, datetime: when, Hour: _hour, Again: _again, Rail: _rail, State: _state, str: str,
}  # fmt: skip
