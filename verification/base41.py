"""Bytes as text that is legal in a URL fragment, in QR alphanumeric mode and in GSM-7: base45 without its odd signs.

41**3 = 68 921 is more than 65 536, so it is as dense as RFC 9285. Two bytes, as a big-endian number, are three
symbols, least significant first; a last odd byte is two. One guard symbol ends the text.
"""

import re

from verification.incomplete import Incomplete

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./:+"
SIZE = 41
# Letters and digits only, so that no message app takes the end of a link for punctuation.
GUARDS = ALPHABET[:36]
VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_PAIRS = [ALPHABET[number % SIZE] + ALPHABET[number // SIZE] for number in range(SIZE * SIZE)]
_LOWER = re.compile(r"[a-z]")


def encode(data: bytes) -> str:
    """Body and guard: 3 symbols for 2 bytes, and one."""
    whole = len(data) & ~1
    triples = (data[at] << 8 | data[at + 1] for at in range(0, whole, 2))
    body = "".join(_PAIRS[number % (SIZE * SIZE)] + ALPHABET[number // (SIZE * SIZE)] for number in triples)
    if len(data) > whole:
        body += _PAIRS[data[-1]]
    return body + guard(body)


def decode(text: str) -> bytes:
    """The bytes of body and guard. Raises Incomplete: lowercase, symbol, length, guard, value."""
    if _LOWER.search(text):
        raise Incomplete("lowercase")
    if any(symbol not in VALUES for symbol in text):
        raise Incomplete("symbol")
    body, last = text[:-1], text[-1:]
    if len(body) % 3 == 1 or not last:
        raise Incomplete("length")
    if last != guard(body):
        raise Incomplete("guard")
    return _bytes([VALUES[symbol] for symbol in body])


def guard(body: str) -> str:
    """The sum of (symbol value x position from 1), modulo 36: it sees most cuts and slips before the signature does."""
    return GUARDS[sum(VALUES[symbol] * at for at, symbol in enumerate(body, 1)) % len(GUARDS)]


def _bytes(values: list[int]) -> bytes:
    found = bytearray()
    whole = len(values) - len(values) % 3
    for at in range(0, whole, 3):
        number = values[at] + SIZE * (values[at + 1] + SIZE * values[at + 2])
        if number > 0xFFFF:
            raise Incomplete("value")
        found += number.to_bytes(2, "big")
    if whole < len(values):
        number = values[whole] + SIZE * values[whole + 1]
        if number > 0xFF:
            raise Incomplete("value")
        found.append(number)
    return bytes(found)
