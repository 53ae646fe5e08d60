"""Words that whoever attacks this service tries first, and what is left of a password without them (ASVS V6.2.11).

How easily that rest is guessed is not judged here.
"""

import re
import unicodedata

# Small letters without accents.
OUR_WORDS = (
    "guichet",
    "mali",
    "benin",
    "bamako",
    "cotonou",
    "apex",
    "mairie",
    "commune",
    "tresor",
    "dossier",
)
# Shorter parts of a name, an initial for instance, stand in too many other words.
PART_MIN = 3
# Signs and blanks that join a word to the one before; bounded, so that 1,024 signs are read once and not each again.
JOINT_MAX = 4
# What is typed in place of a letter.
SPELT = {
    "a": "a4@",
    "b": "b8",
    "e": "e3€",
    "g": "g69",
    "i": "i1!|",
    "l": "l1!|",
    "o": "o0",
    "s": "s5$",
    "t": "t7+",
}


def known(name: str) -> tuple[str, ...]:
    """What is known of a person before one has seen anything: the name, its parts, and our words."""
    parts = [part for part in re.split(r"[^a-z]+", name) if len(part) >= PART_MIN]
    return tuple(dict.fromkeys((name, *parts, *OUR_WORDS)))


def without(password: str, words: tuple[str, ...]) -> str:
    """The password less the words, forwards and backwards, in any spelling, with what joins them; "" if that is all."""
    composed = unicodedata.normalize("NFKC", password)
    # One sign for each letter, so that a place in the one is a place in the other.
    plain = "".join(unicodedata.normalize("NFD", letter)[0].lower()[0] for letter in composed)
    gone = {place for found in _spellings(words).finditer(plain) for place in range(*found.span())}
    return "".join(letter for place, letter in enumerate(composed) if place not in gone)


def _spellings(words: tuple[str, ...]) -> re.Pattern[str]:
    long = sorted((word for word in words if len(word) >= PART_MIN), key=len, reverse=True)
    spelt = [
        "".join(f"[{re.escape(SPELT.get(letter, letter))}]" for letter in read)
        for word in long
        for read in (word, word[::-1])
    ]
    return re.compile(rf"[\W_]{{0,{JOINT_MAX}}}(?:{'|'.join(spelt)})")
