"""One table from a question's kind to its reader, and back from a stored answer to what is shown."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from catalogue.question import Question
from conversation.inputs import choice, name, number, phone, text
from conversation.inputs import date as day


class Asker(NamedTuple):
    """Who asks: the service's ``country`` and its ``today``, and the ``language`` of the screen."""

    country: str
    today: date
    language: str


_READERS: Mapping[str, Callable[[Question, str, Asker], str]] = {
    "text": lambda question, typed, asker: text.read(question, typed),
    "name": lambda question, typed, asker: name.read(question, typed),
    "number": lambda question, typed, asker: number.read(question, typed),
    "date": lambda question, typed, asker: day.read(question, typed, asker.today),
    "phone": lambda question, typed, asker: phone.read(typed, asker.country),
    "choice": lambda question, typed, asker: choice.read(question, typed, asker.language),
}


def read(question: Question, typed: str, asker: Asker) -> str:
    """The answer as it is stored. Raises Refused."""
    return _READERS[question.kind](question, typed, asker)


def shown(question: Question, answer: str, language: str) -> str:
    """A stored answer as its giver reads it back."""
    if question.kind == "date" and answer:
        return day.shown(answer)
    labels = {option.value: option.label.of(language) for option in question.choices}
    return labels.get(answer, answer) or "-"
