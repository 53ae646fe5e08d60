"""Golomb-Rice coding of a set of numbers: close to the fewest bits that a random set can have. Used for SMS deltas."""

from collections.abc import Iterable

from verification.cbor import Malformed

# A gap of 2**24 is more than any list has; a longer unary run is an attack on time.
RICE_MAX = 24
QUOTIENT_MAX = 4096


def best_rice(count: int, universe: int) -> int:
    """The parameter for ``count`` numbers spread evenly below ``universe``: log2 of the mean gap times ln 2."""
    mean_gap = max(universe, 1) * 69 // (max(count, 1) * 100)
    return min(max(mean_gap.bit_length() - 1, 0), RICE_MAX)


def encode(numbers: Iterable[int], rice: int) -> bytes:
    """Gaps from -1, less one: quotient in unary (ones, then a zero), then ``rice`` bits; padded with zeros."""
    words, last = [], -1
    for number in sorted(set(numbers)):
        quotient, rest = divmod(number - last - 1, 1 << rice)
        if quotient > QUOTIENT_MAX:
            raise ValueError("the parameter is too small for such gaps")
        words.append("1" * quotient + "0" + (f"{rest:0{rice}b}" if rice else ""))
        last = number
    bits = "".join(words)
    bits += "0" * (-len(bits) % 8)
    return int(bits or "0", 2).to_bytes(len(bits) // 8, "big")


def decode(data: bytes, count: int, rice: int) -> tuple[int, ...]:
    """``count`` numbers, rising. Raises Malformed: cut, too long, or padded with anything but zeros."""
    if not 0 <= rice <= RICE_MAX or count > len(data) * 8:
        raise Malformed("golomb")
    reader = _Bits(data)
    found, last = [], -1
    for _ in range(count):
        last += 1 + (reader.unary() << rice | reader.take(rice))
        found.append(last)
    reader.finish()
    return tuple(found)


class _Bits:
    """Most significant bit first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._end = data, 0, len(data) * 8

    def take(self, count: int) -> int:
        found = 0
        for _ in range(count):
            found = found << 1 | self._bit()
        return found

    def unary(self) -> int:
        count = 0
        while self._bit():
            count += 1
            if count > QUOTIENT_MAX:
                raise Malformed("golomb")
        return count

    def finish(self) -> None:
        if self._end - self._at >= 8 or self.take(self._end - self._at):
            raise Malformed("golomb")

    def _bit(self) -> int:
        if self._at >= self._end:
            raise Malformed("golomb")
        byte, place = divmod(self._at, 8)
        self._at += 1
        return self._data[byte] >> 7 - place & 1
