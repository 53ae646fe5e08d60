"""Phone numbers: from what an operator sends or a citizen types to E.164, and to a country.

Benin put 01 before every number on 30 November 2024 (ten digits); the eight-digit form still lives in
address books and in operators' files and is upgraded before anything else.
"""

import re
from functools import lru_cache

import phonenumbers

from kernel.digits import ascii_digits

# E.164 has at most 15 digits (ITU-T E.164 6.2.1); 32 characters leave room for "00", blanks and marks.
LONGEST_TYPED = 32
LONGEST_NUMBER = 16  # a plus and 15 digits

# In both plans a subscriber number has 8 digits and begins with 2 to 9.
OURS = re.compile(r"\+(?:223|22901)[2-9][0-9]{7}")
BENIN_OLD = re.compile(r"(?:\+|00)?229([2-9][0-9]{7})")
# Operators send numbers of the two countries without the plus; no national number has these lengths.
BARE = re.compile(r"(?:223|22901)[2-9][0-9]{7}")
NATIONAL = {
    "ML": (re.compile(r"()([2-9][0-9]{7})"), "+223"),
    "BJ": (re.compile(r"(01)?([2-9][0-9]{7})"), "+22901"),
}
SEPARATORS = str.maketrans("", "", " .-()/")
NUMBER = re.compile(r"\+?[0-9]+")


class PhoneRefused(ValueError):
    """Not a phone number. ``reason_code``: empty, length, characters, country (none known) or number."""

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


def parse(text: str, country: str | None = None) -> str:
    """E.164 of ``text``; ``country`` (ISO 3166, "ML") reads a number without prefix. Raises PhoneRefused."""
    if OURS.fullmatch(text):
        return text
    digits = _bare(text)
    if old := BENIN_OLD.fullmatch(digits):
        return "+22901" + old[1]
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif country in (None, *NATIONAL) and BARE.fullmatch(digits):
        digits = "+" + digits
    if OURS.fullmatch(digits):
        return digits
    if country in NATIONAL:
        shape, prefix = NATIONAL[country]
        if national := shape.fullmatch(digits):
            return prefix + national[2]
    return _elsewhere(digits, country)


@lru_cache(maxsize=4096)  # Numbers repeat within a session; an entry is about 200 bytes.
def country_of(e164: str) -> str:
    """ISO 3166 code of the country of an E.164 number, "" when it has none."""
    if OURS.fullmatch(e164):
        return "ML" if e164.startswith("+223") else "BJ"
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164)) or ""
    except phonenumbers.NumberParseException:
        return ""


def _bare(text: str) -> str:
    """The plus and digits of ``text``, blanks and marks gone."""
    if len(text) > LONGEST_TYPED:
        raise PhoneRefused("length")
    digits = ascii_digits(text).translate(SEPARATORS)
    if not digits:
        raise PhoneRefused("empty")
    if not NUMBER.fullmatch(digits):
        raise PhoneRefused("characters")
    return digits


@lru_cache(maxsize=4096)  # The library takes about 50 microseconds a number.
def _elsewhere(digits: str, country: str | None) -> str:
    """Numbers of other countries, and the rarer ones of ours, by the published numbering plans."""
    if not digits.startswith("+") and country is None:
        raise PhoneRefused("country")
    if len(digits) > LONGEST_NUMBER:
        raise PhoneRefused("length")
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        # Not chained: the library's message may hold the number.
        raise PhoneRefused("number") from None
    if not phonenumbers.is_valid_number(number):
        raise PhoneRefused("number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
