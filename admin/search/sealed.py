"""The name by which an address speaks of a phone or a search: sealed, of one person, for half an hour.

AES-256-GCM with the keys of the sealed columns: whoever reads an address in a history or a log learns nothing, and
two looks at one phone look different.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from kernel.crypto import KeyMissing, Keyring, SealBroken

# A call with its look at a payment and back; a page that stays open over lunch is searched again.
LIVES = timedelta(minutes=30)
# 100 characters of 4 bytes, the time and the seal are 450 bytes, 600 in base64.
LONGEST = 800


def seal(keyring: Keyring, what: str, words: str, person: int, at: datetime) -> str:
    """``what`` is "phone" or "search"; the name opens for the staff member ``person`` only."""
    until = int((at + LIVES).timestamp())
    return (
        urlsafe_b64encode(keyring.seal(f"{until}:{words}".encode(), _context(what, person)))
        .decode()
        .rstrip("=")
    )


def opened(keyring: Keyring, what: str, name: str, person: int, at: datetime) -> str | None:
    """The words, None for a name that is too old, somebody else's, or none of ours."""
    if len(name) > LONGEST:
        return None
    try:
        sealed = urlsafe_b64decode(name + "=" * (-len(name) % 4))
        until, _, words = keyring.open(sealed, _context(what, person)).decode().partition(":")
    except (binascii.Error, ValueError, SealBroken, KeyMissing):
        return None
    return words if at.timestamp() < int(until) else None


def _context(what: str, person: int) -> str:
    return f"console.search.{what}:{person}"
