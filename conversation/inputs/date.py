"""Dates as keypads give them: 12/03/1990, 12*03*1990, 12 3 1990, 12031990. Day first, four-digit year."""

import re
from datetime import date

from catalogue.question import Question
from conversation.inputs.refused import Refused
from kernel.digits import ascii_digits

# The oldest person alive was born after 1905; a date before 1900 is a slip of the finger.
YEAR_MIN = 1900
# Papers and journeys are dated a few years ahead, never a lifetime.
YEARS_AHEAD_MAX = 50
TYPED_MAX = 20
APART = re.compile(r"(\d{1,2})[ /.*#-]+(\d{1,2})[ /.*#-]+(\d{4})", re.ASCII)
TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)


def read(question: Question, typed: str, today: date) -> str:
    """The day as ISO 8601 "1990-03-12". ``today`` is the service's own, for dates that must be past."""
    text = ascii_digits(typed[: TYPED_MAX + 1])
    if not text:
        raise Refused("empty")
    shape = APART.fullmatch(text) or TOGETHER.fullmatch(text)
    if shape is None or len(text) > TYPED_MAX:
        raise Refused("date_shape")
    day, month, year = (int(part) for part in shape.groups())
    try:
        value = date(year, month, day)
    except ValueError:
        raise Refused("date_impossible", date=f"{day:02}/{month:02}/{year:04}") from None
    if value.year < YEAR_MIN:
        raise Refused("date_old", year=YEAR_MIN)
    if question.past and value > today:
        raise Refused("date_future")
    if value.year > today.year + YEARS_AHEAD_MAX:
        raise Refused("date_far")
    return value.isoformat()


def shown(value: str) -> str:
    """ "1990-03-12" as "12/03/1990"."""
    return date.fromisoformat(value).strftime("%d/%m/%Y")
