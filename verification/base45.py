"""RFC 9285 base45, which health and Claim 169 codes are written in. We print base41: a space does not survive a URL."""

from verification.incomplete import Incomplete

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
SIZE = 45
VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """3 symbols for 2 bytes, 2 for a last odd one; no guard."""
    found = []
    for at in range(0, len(data) - 1, 2):
        number = data[at] << 8 | data[at + 1]
        found += [number % SIZE, number // SIZE % SIZE, number // (SIZE * SIZE)]
    if len(data) % 2:
        found += [data[-1] % SIZE, data[-1] // SIZE]
    return "".join(ALPHABET[value] for value in found)


def decode(text: str) -> bytes:
    """The bytes. Raises Incomplete: lowercase, symbol, length, value."""
    if any(symbol not in VALUES for symbol in text):
        raise Incomplete("lowercase" if any("a" <= symbol <= "z" for symbol in text) else "symbol")
    if len(text) % 3 == 1:
        raise Incomplete("length")
    values = [VALUES[symbol] for symbol in text]
    found = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * SIZE**place for place, value in enumerate(group))
        if number > (0xFFFF if len(group) == 3 else 0xFF):
            raise Incomplete("value")
        found += number.to_bytes(len(group) - 1, "big")
    return bytes(found)
