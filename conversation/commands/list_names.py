"""Which revocation list a text means: the key it belongs to, in hex as the page shows it, and its number."""

import re
from collections.abc import Sequence

# A key's id is four bytes. A list a day for a thousand years has six digits, so that the two are told apart.
_KEY = re.compile(r"[0-9a-f]{8}")
_NUMBER = re.compile(r"[0-9]{1,6}")


def is_part(word: str) -> bool:
    """Whether ``word`` names a list."""
    return bool(_KEY.fullmatch(word) or _NUMBER.fullmatch(word))


def key(words: Sequence[str]) -> str:
    """The first key among plain words, "" for none."""
    return next((word for word in words if _KEY.fullmatch(word)), "")


def number(words: Sequence[str]) -> str:
    """The first number, without leading zeros, "" for none."""
    return next((str(int(word)) for word in words if _NUMBER.fullmatch(word)), "")
