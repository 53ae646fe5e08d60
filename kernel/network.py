"""Which mobile network a phone number belongs to: what a message costs and which way it goes. No routing here.

By prefix, as in the carrier data of phonenumbers (Google's libphonenumber). Mali has no number portability; Benin has
(libphonenumber's metadata say so), and a number that was carried over keeps its old network here. So the answer
chooses a price and a first way out; it is never a reason to refuse a message.
"""

from collections.abc import Mapping
from itertools import chain

# Code -> (the name that people know, the beginnings of its numbers). What the library gives out in both countries, by a
# test: it holds those of the whole world, 10 MB in each process (9.0.43, measured) for the 49 that concern us.
_KNOWN: Mapping[str, tuple[str, str]] = {
    "ml-orange": ("Orange Mali", "+223 200 7 82 83 84 85 90 91 92 93 94"),
    "ml-moov": ("Moov Africa Malitel", "+223 2079 217 6 89 95 96 97 98 99"),
    "ml-telecel": ("Telecel Mali", "+223 5"),
    "bj-mtn": ("MTN Bénin", "+229 0142 0146 015 0161 0162 0166 0167 0169 0190 0191 0196 0197"),
    "bj-moov": (
        "Moov Africa Bénin",
        "+229 0145 0155 0158 0160 0163 0164 0165 0168 0194 0195 0198 0199",
    ),
    "bj-celtiis": ("Celtiis", "+229 0128 014 0192 0193"),
}
NETWORKS: Mapping[str, str] = {code: name for code, (name, _) in _KNOWN.items()}


def _full(code: str) -> list[tuple[str, str]]:
    calling, *beginnings = _KNOWN[code][1].split()
    return [(calling + beginning, code) for beginning in beginnings]


_OF_PREFIX = dict(chain.from_iterable(map(_full, _KNOWN)))
# The plans of both countries are given out by four national digits at most ("2079", "0142"), after "+223" or "+229".
_SHORTEST, _LONGEST = min(map(len, _OF_PREFIX)), max(map(len, _OF_PREFIX))


def network_of(e164: str) -> str:
    """The network's code ("ml-orange", a key of NETWORKS), "" when it is of another country or of nobody."""
    block = e164[:_LONGEST]
    # A shorter number, or one in other digits than ASCII, is no E.164: it belongs to nobody.
    if len(block) < _LONGEST or not (block.isascii() and block[1:].isdigit()):
        return ""
    # The longest beginning wins: 0142 is not of whom 014 is.
    found = (_OF_PREFIX.get(block[:digits]) for digits in range(_LONGEST, _SHORTEST - 1, -1))
    return next(filter(None, found), "")


def country_of_network(code: str) -> str:
    """ "ML" or "BJ" of a key of NETWORKS."""
    return code[:2].upper()
