"""The pattern a question may give for text, name and number; the whole answer has to match."""

import re
from functools import lru_cache

from catalogue.question import Question
from conversation.inputs.refused import Refused

# Patterns are written in lower or upper case; keypads change case by themselves, so it does not count.
_compiled = lru_cache(maxsize=256)(lambda pattern: re.compile(pattern, re.IGNORECASE))


def check_pattern(question: Question, answer: str) -> None:
    """Raise Refused unless ``answer`` (120 characters at most by then) has the question's shape."""
    if question.pattern is not None and not _compiled(question.pattern).fullmatch(answer):
        raise Refused("pattern")
