"""References and codes that people read out and type on a keypad: digits only.

A reference is ``YY NNNNNNNN CC``: year, serial through a keyed permutation (it hides how many cases
there are), ISO 7064 MOD 97-10. It is an address, not a secret: the 4-digit code opens the details.
"""

import hmac
import re
import secrets

from kernel.digits import ascii_digits

SERIALS = 10**8
HALF = 10**4
# NIST SP 800-38G asks 10 rounds of FF1, the same construction, for domains as small as this one.
ROUNDS = 10
SHORTEST_KEY = 16  # bytes: 128 bits
LENGTH = 12
LONGEST_TYPED = 64  # characters: twelve digits however they are spaced; longer is another text
SEPARATORS = str.maketrans("", "", " .-/")
DIGITS = re.compile(r"[0-9]+")


class ReferenceRefused(ValueError):
    """Not a reference. ``reason_code``: digits (other characters), length, or check (mistyped)."""

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


def reference(serial: int, year: int, key: bytes) -> str:
    """The 12 digits of ``serial`` (0 to 99 999 999) in ``year`` (2000 to 2099). Each serial has its own."""
    if not 0 <= serial < SERIALS or not 2000 <= year <= 2099:
        raise ValueError("serial or year out of range")
    left, right = divmod(serial, HALF)
    for number in range(ROUNDS):
        left, right = right, (left + _round(key, year, number, right)) % HALF
    body = f"{year - 2000:02}{left * HALF + right:08}"
    return body + _check(body)


def serial_of(reference: str, key: bytes) -> tuple[int, int]:
    """(year, serial) of a reference made with ``key``: the inverse of ``reference``."""
    digits = parse_reference(reference)
    year = 2000 + int(digits[:2])
    left, right = divmod(int(digits[2:10]), HALF)
    for number in reversed(range(ROUNDS)):
        left, right = (right - _round(key, year, number, left)) % HALF, left
    return year, left * HALF + right


def parse_reference(text: str) -> str:
    """The 12 digits of a reference however it was typed. Raises ReferenceRefused."""
    if len(text) > LONGEST_TYPED:
        raise ReferenceRefused("length")
    digits = ascii_digits(text).translate(SEPARATORS)
    if digits and not DIGITS.fullmatch(digits):
        raise ReferenceRefused("digits")
    if len(digits) != LENGTH:
        raise ReferenceRefused("length")
    if _check(digits[:10]) != digits[10:]:
        raise ReferenceRefused("check")
    return digits


def digits(text: str) -> str:
    """The 12 digits as they are stored, "" (which nothing has) for what is no reference."""
    try:
        return parse_reference(text)
    except ReferenceRefused:
        return ""


def spaced(reference: str) -> str:
    """ "260123456789" as "26 01234567 89", to be read and copied in groups."""
    return f"{reference[:2]} {reference[2:10]} {reference[10:]}"


def new_code() -> str:
    """Four random digits: 1 chance in 10 000 a guess, so every door that asks it counts the tries."""
    return f"{secrets.randbelow(10_000):04}"


def _check(body: str) -> str:
    """ISO 7064 MOD 97-10: the two digits that make the whole number 1 modulo 97, from 02 to 98."""
    return f"{98 - int(body) * 100 % 97:02}"


def _round(key: bytes, year: int, number: int, half: int) -> int:
    """One Feistel round: a keyed number below 10**4, even to within 1 in 10**15 (64 bits reduced)."""
    if len(key) < SHORTEST_KEY:
        raise ValueError("the reference key is shorter than 16 bytes")
    digest = hmac.digest(key, f"reference {year} {number} {half}".encode(), "sha256")
    return int.from_bytes(digest[:8], "big") % HALF
