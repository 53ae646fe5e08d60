"""The citizen's codes, taken out of a text before staff or a table see it. Not the masking of phones.

A case and a quittance open to whoever has the 4 digits: at the counter they prove who the citizen is.
"""

import re

# Four digits that stand alone; not the year of a date ("09/02/2026") nor a group of a longer number.
CODE = re.compile(r"(?<![\d/])\d{4}(?![\d/])")
HIDDEN = "****"
# A reference as it is written: "26 01234567 89" or twelve digits.
REFERENCE = re.compile(r"(?<!\d)\d{2} ?\d{8} ?\d{2}(?!\d)")
OTHERS = "** ******** **"


def without_codes(text: str) -> str:
    """Every four digits that could be a code become stars, a lone year too: one hidden too many harms nobody."""
    return CODE.sub(HIDDEN, text)


def only_reference(text: str, mine: str) -> str:
    """References other than ``mine`` (12 digits) become stars: a list on a phone names other offices' cases."""
    return REFERENCE.sub(
        lambda found: found[0] if found[0].replace(" ", "") == mine else OTHERS,
        text,
    )
