"""What to try when nothing bears the number: said of how it was typed, never of whom it might be."""

import re

from kernel.ids import LENGTH, ReferenceRefused, parse_reference

DIGITS = re.compile(r"[0-9 .\-/]+", re.ASCII)
# From here on it is a reference that lost a digit; below, rather a phone that did.
SHORTEST = 10


def hint(text: str) -> tuple[str, int]:
    """The words below ``search.hint`` and how many digits were typed.

    check: twelve digits of which one is wrong. short, long: nearly twelve. other: nothing of this kind.
    """
    count = sum(letter.isdigit() for letter in text)
    if not DIGITS.fullmatch(text) or not SHORTEST <= count <= LENGTH + 1:
        return "other", count
    try:
        parse_reference(text)
    except ReferenceRefused as refused:
        near = {"check": "check"}.get(refused.reason_code, "short" if count < LENGTH else "long")
        return near, count
    return "other", count
