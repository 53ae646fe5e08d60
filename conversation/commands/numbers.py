"""References and codes in the words of a text: grouped, dashed, with letters for digits, in any order of groups."""

from collections.abc import Sequence
from typing import NamedTuple

from kernel.ids import LENGTH, ReferenceRefused, parse_reference

CODE = 4
# People type the letter for the digit that looks like it; the check digits say whether they did.
LOOKALIKES = str.maketrans("oil", "011")
# In a word with fewer digits than half a reference, letters are letters.
DIGITS_MIN = 6
# From here on it was meant to be a reference: a phone number at home has 8 digits, in Benin 10.
MEANT_MIN = 11


class Numbers(NamedTuple):
    """``refused`` is the key below ``refusal.`` when the digits were meant as a reference and are none."""

    reference: str = ""
    code: str = ""
    refused: str = ""


def digits_of(token: str) -> str:
    """The digits that ``token`` stands for, "" when it is a word."""
    if token.isascii() and token.isdigit():
        return token
    known = sum(c.isascii() and c.isdigit() for c in token)
    read = token.translate(LOOKALIKES)
    return read if known >= DIGITS_MIN and read.isascii() and read.isdigit() else ""


def read(tokens: Sequence[str]) -> Numbers:
    """The first whole reference with the four digits behind it; else why there is none."""
    groups = [digits_of(token) for token in tokens]
    for start in range(len(groups)):
        found = _from(groups, start)
        if found:
            return found
    longest = max((len(run) for run in _runs(groups)), default=0)
    if longest < MEANT_MIN:
        return Numbers()
    return Numbers(refused="reference_check" if longest == LENGTH else "reference_length")


def _from(groups: Sequence[str], start: int) -> Numbers | None:
    """A reference that begins with the group ``start``, and its code: glued to it, behind it or further on."""
    joined = ""
    for end in range(start, len(groups)):
        if not groups[end] or len(joined) >= LENGTH:
            break
        joined += groups[end]
        if len(joined) in (LENGTH, LENGTH + CODE) and _is_reference(joined[:LENGTH]):
            code = joined[LENGTH:] or next((g for g in groups[end + 1 :] if len(g) == CODE), "")
            return Numbers(joined[:LENGTH], code)
    return None


def _runs(groups: Sequence[str]) -> list[str]:
    runs = [""]
    for group in groups:
        if group:
            runs[-1] += group
        elif runs[-1]:
            runs.append("")
    return runs


def _is_reference(digits: str) -> bool:
    try:
        parse_reference(digits)
    except ReferenceRefused:
        return False
    return True
