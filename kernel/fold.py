"""Folding text into the GSM 7-bit alphabet, so that one letter does not turn 160 characters into 70.

French loses its circumflexes and typographic signs, Bambara and Fon go to the older spelling
(e-grave, o-grave, ny, ng), tone marks go. What has no spelling becomes "?" and is reported.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from kernel.alphabet import DEFAULT, EXTENSION, is_gsm7

LETTERS = {
    # French: typography, and letters that Unicode does not decompose.
    "’": "'", "‘": "'", "‚": "'", "ʼ": "'", "′": "'", "´": "'", "`": "'", "‹": "'", "›": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "-",
    "…": "...", "·": ".", "°": "o", "×": "x", "÷": "/", "⁄": "/", "→": "->", "₣": "F",
    "œ": "oe", "Œ": "OE", "ç": "c",
    # Bambara and Dioula: the spelling from before the reform, which costs one septet a letter.
    "ɛ": "è", "Ɛ": "E", "ɔ": "ò", "Ɔ": "O", "ɲ": "ny", "Ɲ": "NY", "ŋ": "ng", "Ŋ": "NG",
    # Fon and Gen; the Yoruba letters under-dotted decompose by themselves.
    "ɖ": "d", "Ɖ": "D", "ɣ": "g", "Ɣ": "G", "ʋ": "v", "Ʋ": "V", "ƒ": "f", "Ƒ": "F",
    # Fulfulde, Tamasheq and Bariba letters found in names of persons and places.
    "ɓ": "b", "Ɓ": "B", "ɗ": "d", "Ɗ": "D", "ƴ": "y", "Ƴ": "Y", "ə": "e", "Ə": "E", "ǝ": "e", "Ǝ": "E",
    "ɩ": "i", "Ɩ": "I", "ʊ": "u", "Ʊ": "U", "ɠ": "g", "Ɠ": "G", "đ": "d", "ł": "l", "Ł": "L", "ı": "i",
    # A tabulation or a line sign dropped would join two words.
    "\t": " ", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip

DROPPED = {"Cc", "Cf", "Mn", "Me"}  # controls, direction and zero-width marks, marks left without a letter
SENT = frozenset(DEFAULT + EXTENSION) - {"\r", "\f"}  # control characters that no screen needs
FOREIGN = re.compile(f"[^{re.escape(''.join(sorted(SENT)))}]")
# Sorting a run of combining marks is quadratic in its length; no orthography here stacks more than three.
# Marks of other scripts are left to the limits of the doors: 8 KiB of them take about 20 ms.
STACKED = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")


class Folded(NamedTuple):
    """``text`` in the GSM alphabet and the characters that became "?", in order, one for each "?"."""

    text: str
    lost: tuple[str, ...]


def fold(text: str) -> Folded:
    """The nearest spelling of ``text`` in the GSM alphabet. Folding twice changes nothing.

    Control characters other than the line feed, direction marks and zero-width characters are dropped.
    """
    if is_gsm7(text) and "\r" not in text and "\f" not in text:
        return Folded(text, ())
    composed = unicodedata.normalize("NFC", STACKED.sub(r"\1", text))
    lost: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        spelling = spelled(match[0])
        if spelling is None:
            lost.append(match[0])
            return "?"
        return spelling

    return Folded(FOREIGN.sub(replaced, composed), tuple(lost))


@lru_cache(maxsize=4096)  # The characters of a few scripts; an entry is about 200 bytes.
def spelled(character: str) -> str | None:
    """How one character outside the alphabet is written within it; None when it cannot be."""
    if character in LETTERS:
        return LETTERS[character]
    if unicodedata.category(character) in DROPPED:
        return ""
    plain = "".join(
        LETTERS.get(part, part)
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.category(part) not in DROPPED
    )
    return plain if plain and SENT.issuperset(plain) else None
