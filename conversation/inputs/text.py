"""Free text: composed, filtered by Unicode category and capped; stored as text, whatever it looks like."""

import unicodedata

from catalogue.question import LONGEST_ANSWER, Question
from conversation.inputs.pattern import check_pattern
from conversation.inputs.refused import Refused

# Before normalising: 500 typed characters are already three screens, and normalising is not linear in marks.
TYPED_MAX = 500
# Controls, format and direction marks, surrogates, private use, unassigned, and symbols other than signs:
# an emoji in a request is noise for the administration that reads it.
DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Me"})
# Marks that stay after composition are kept one a letter: stacked ones hide the line above.
MARKS = frozenset({"Mn", "Mc"})


def read(question: Question, typed: str) -> str:
    """The text, blanks collapsed. A longer one is cut: the citizen reads it again before confirming."""
    text = clean(typed)[: question.max or LONGEST_ANSWER].rstrip()
    if not text:
        raise Refused("empty")
    if len(text) < (question.min or 1):
        raise Refused("too_short", min=question.min)
    check_pattern(question, text)
    return text


def clean(typed: str) -> str:
    """``typed`` in NFC with single blanks, without what no paper form could hold."""
    composed = unicodedata.normalize("NFC", typed[:TYPED_MAX])
    kept: list[str] = []
    marked = True
    for character in composed:
        category = unicodedata.category(character)
        if category in MARKS and marked:
            continue
        marked = category in MARKS
        if character.isspace():
            kept.append(" ")
        elif category not in DROPPED:
            kept.append(character)
    return " ".join("".join(kept).split())
