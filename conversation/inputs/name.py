"""Names of persons, places and firms: letters of any script, never cut, case left as typed."""

from catalogue.question import LONGEST_ANSWER, Question
from conversation.inputs.pattern import check_pattern
from conversation.inputs.refused import Refused
from conversation.inputs.text import clean


def read(question: Question, typed: str) -> str:
    """The name, composed, blanks collapsed. A name is refused rather than cut: it is printed on papers."""
    name = clean(typed)
    if not name:
        raise Refused("empty")
    if any(character.isdigit() for character in name):
        raise Refused("name_digits")
    if sum(character.isalpha() for character in name) < (question.min or 2):
        raise Refused("too_short", min=question.min or 2)
    longest = question.max or LONGEST_ANSWER
    if len(name) > longest:
        raise Refused("too_long", max=longest)
    check_pattern(question, name)
    return name
