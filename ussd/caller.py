"""The phone of a turn: operators send it with or without the plus, and it must be one key either way."""

from functools import lru_cache

from kernel.phone import PhoneRefused, parse
from ussd.wire import Refused


@lru_cache(maxsize=4096)  # A session repeats its number at every step; an entry is about 200 bytes.
def _parsed(text: str, country: str | None) -> str:
    try:
        return parse(text, country)
    except PhoneRefused:
        return parse("+" + text.strip())


def caller(text: str, country: str | None = None) -> str:
    """E.164 of ``text``; ``country`` reads national numbers. Raises Refused (bad-input rows 5 and 11)."""
    if not text:
        raise Refused(400, "missing_phone")
    try:
        return _parsed(text, country)
    except PhoneRefused:
        raise Refused(400, "phone") from None
