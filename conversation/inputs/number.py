"""Whole numbers and identifiers of digits: leading zeros are kept, blanks and dots between groups are not."""

from catalogue.question import Question
from conversation.inputs.pattern import check_pattern
from conversation.inputs.refused import Refused
from kernel.digits import ascii_digits

# The longest identifier in use has 15 digits (NINA); 20 leave room, and int() stays instant.
DIGITS_MAX = 20
GROUPING = str.maketrans("", "", " .-/*")


def read(question: Question, typed: str) -> str:
    """The digits. ``min`` and ``max`` bound the value."""
    digits = ascii_digits(typed).translate(GROUPING)
    if not digits:
        raise Refused("empty")
    if not (digits.isascii() and digits.isdigit()):
        raise Refused("number_letters")
    if len(digits) > DIGITS_MAX:
        raise Refused("too_long", max=DIGITS_MAX)
    value = int(digits)
    if question.min is not None and value < question.min:
        raise Refused("number_min", min=question.min)
    if question.max is not None and value > question.max:
        raise Refused("number_max", max=question.max)
    check_pattern(question, digits)
    return digits
