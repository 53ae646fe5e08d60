"""Which mobile network a phone number belongs to: what a message costs and which way it goes. No routing here.

By prefix, from the carrier data of phonenumbers (Google's libphonenumber). Mali has no number portability; Benin has
(libphonenumber's metadata say so), and a number that was carried over keeps its old network here. So the answer
chooses a price and a first way out; it is never a reason to refuse a message.
"""

from collections.abc import Mapping
from functools import lru_cache

from phonenumbers import PhoneNumber, carrier

# Code -> (calling code, the library's name of the holder of the prefixes, the name that people know).
_KNOWN: Mapping[str, tuple[int, str, str]] = {
    "ml-orange": (223, "Orange", "Orange Mali"),
    "ml-moov": (223, "Sotelma", "Moov Africa Malitel"),
    "ml-telecel": (223, "Atel", "Telecel Mali"),
    "bj-mtn": (229, "MTN", "MTN Bénin"),
    "bj-moov": (229, "Moov", "Moov Africa Bénin"),
    "bj-celtiis": (229, "Celtiis", "Celtiis"),
}
NETWORKS: Mapping[str, str] = {code: name for code, (_, _, name) in _KNOWN.items()}
_CODES = {(calling, holder): code for code, (calling, holder, _) in _KNOWN.items()}
_CALLING = {"+223": 223, "+229": 229}
# The plans of both countries are given out by four national digits at most ("2079", "0142"), after "+223" or "+229".
_BLOCK = 8
_BLOCKS = 20_000  # 10,000 blocks in each country: a list of a million phones asks the library once a block


def network_of(e164: str) -> str:
    """The network's code ("ml-orange", a key of NETWORKS), "" when it is of another country or of nobody."""
    return _of_block(e164[:_BLOCK]) if e164[:4] in _CALLING else ""


def country_of_network(code: str) -> str:
    """ "ML" or "BJ" of a key of NETWORKS."""
    return code[:2].upper()


@lru_cache(maxsize=_BLOCKS)
def _of_block(block: str) -> str:
    digits = block[4:]
    # A shorter number, or one in other digits than ASCII, is no E.164: it belongs to nobody.
    if len(block) < _BLOCK or not (digits.isascii() and digits.isdigit()):
        return ""
    calling = _CALLING[block[:4]]
    # National numbers have eight digits in Mali and ten in Benin; the carrier data look at the leading ones only.
    tail = "0000" if calling == 223 else "000000"
    number = PhoneNumber(country_code=calling, national_number=int(digits + tail),
                         italian_leading_zero=digits.startswith("0") or None)  # fmt: skip
    return _CODES.get((calling, carrier.name_for_valid_number(number, "en")), "")
