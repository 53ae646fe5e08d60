"""A choice answered by its words instead of its digit: case, accents and local letters do not count."""

import unicodedata

from catalogue.question import Question
from conversation.inputs.refused import Refused
from kernel.gsm import fold

TYPED_MAX = 60
# Bambara and Fon writers type e, o, 3 and ) for the open vowels; digits stay digits here.
MARKS_GONE = {"Mn", "Mc"}


def read(question: Question, typed: str, language: str) -> str:
    """The value of the one choice whose label is, or begins with, what was typed."""
    wanted = plain(typed[:TYPED_MAX])
    labels = {choice.value: plain(choice.label.of(language)) for choice in question.choices}
    exact = [value for value, label in labels.items() if label == wanted]
    begun = [value for value, label in labels.items() if len(wanted) > 1 and label.startswith(wanted)]
    for found in (exact, begun):
        if len(found) == 1:
            return found[0]
    raise Refused("choice")


def plain(text: str) -> str:
    """Lower case, without accents, in the GSM spelling: what two people type for one word."""
    apart = unicodedata.normalize("NFD", fold(text).text.casefold())
    return " ".join("".join(c for c in apart if unicodedata.category(c) not in MARKS_GONE).split())
