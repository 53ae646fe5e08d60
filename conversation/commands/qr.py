"""The text of a QR sent by SMS: told by its shape, and put together when a network cut it in two. No verdict on it.

A link is HTTPS://<host>/V/#<body><guard>: base41 and one symbol that sums the body up, so that half a text is known.
"""

import re
from typing import Literal, NamedTuple

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./:+"
VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
GUARDS = 36
# Six SMS parts: a token takes two.
LONGEST = 1000
LINK = re.compile(r"https?://[^/\s#]{1,100}/v/#(?P<payload>\S*)", re.IGNORECASE)
RUN = re.compile(r"[0-9A-Z./:+-]+")
# No word or number that people type is that long in capitals without a blank, with digits and letters among them: an
# IBAN has 28 symbols, 4 of them letters at most places. Zero bytes become digits, up to most of a text of ours.
BARE_MIN, BARE_DIGITS_MIN, BARE_LETTERS_MIN = 24, 4, 8


class Reading(NamedTuple):
    """``kind`` "token": ``text`` is whole; "part": it waits for another; "none": it is no QR."""

    kind: Literal["token", "part", "none"]
    text: str = ""


def read(text: str, waiting: str = "") -> Reading:
    """What ``text`` is beside the part that is ``waiting``, in either order."""
    compact = "".join(text[:LONGEST].split())
    if waiting and _may_continue(text, compact):
        for joined in (waiting + compact, compact + waiting):
            if is_whole(joined):
                return Reading("token", joined)
    if LINK.match(compact) or _is_bare(text.strip()):
        return Reading("token" if is_whole(compact) else "part", compact)
    return Reading("none")


def is_whole(text: str) -> bool:
    """Whether the guard fits: one cut text in fifty passes, and then reads as incomplete."""
    link = LINK.fullmatch(text)
    payload = link["payload"] if link else text
    if len(payload) < BARE_MIN or not RUN.fullmatch(payload):
        return False
    body, guard = payload[:-1], payload[-1]
    total = sum(VALUES[symbol] * place for place, symbol in enumerate(body, 1))
    return len(body) % 3 != 1 and ALPHABET[total % GUARDS] == guard


def _may_continue(text: str, compact: str) -> bool:
    """One run of symbols, or a link; a bare number is an answer or a reference, not the end of a code."""
    if LINK.match(compact):
        return True
    return bool(RUN.fullmatch(text.strip())) and not text.strip().isdigit()


def _is_bare(text: str) -> bool:
    if len(text) < BARE_MIN or not RUN.fullmatch(text):
        return False
    digits, letters = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
    return digits >= BARE_DIGITS_MIN and letters >= BARE_LETTERS_MIN
