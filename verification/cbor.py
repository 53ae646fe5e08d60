"""Deterministic CBOR (RFC 8949 4.2.1), and nothing else: what two readers could read differently is refused.

Integers to 64 bits, bytes, text, arrays, maps, null, booleans and named tags. No float has a place in a seal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
_SIMPLE = {20: False, 21: True, 22: None}
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
# RFC 8949 3: the least number that needs 1, 2, 4, 8 bytes after the head.
_LEAST = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}


class Malformed(ValueError):
    """Not deterministic CBOR within the limits. ``reason_code`` says what; the value is never in it. Permanent."""

    retry = False

    def __init__(self, reason_code: str) -> None:
        super().__init__(reason_code)
        self.reason_code = reason_code


class CutShort(Malformed):
    """The bytes end before the item does: the rest was lost."""

    def __init__(self) -> None:
        super().__init__("short")


@dataclass(frozen=True, slots=True)
class Limits:
    """``bytes`` of the whole, ``depth`` of nesting, the ``tags`` that may appear."""

    bytes: int
    depth: int = 6
    tags: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tagged item."""

    number: int
    value: object


# 4 KiB: a QR code holds 2 953 bytes at most (ISO/IEC 18004, 40-L). Tag 18 is COSE_Sign1 (RFC 9052 2).
TOKEN = Limits(4096, 6, frozenset({18}))
# A list of a million statuses is 250 000 bytes unpacked; a filter of as many seals is 1.8 MB.
REGISTER = Limits(4 << 20, 6, frozenset({18}))


def loads_strict(data: bytes, limits: Limits = TOKEN) -> object:
    """One item, to the last byte. Raises CutShort when bytes are missing, Malformed for everything else."""
    if len(data) > limits.bytes:
        raise Malformed("large")
    reader = _Reader(data, limits)
    found = reader.item(0)
    if reader.at != len(data):
        raise Malformed("trailing")
    return found


def sequence(data: bytes, limits: Limits = TOKEN) -> tuple[bytes, ...]:
    """The items of a CBOR sequence (RFC 8742), each as its bytes. Raises as `loads_strict` does."""
    if len(data) > limits.bytes:
        raise Malformed("large")
    reader, found = _Reader(data, limits), []
    while reader.at < len(data):
        start = reader.at
        reader.item(0)
        found.append(data[start : reader.at])
    return tuple(found)


def dumps(value: object) -> bytes:
    """Deterministic CBOR. Raises TypeError for a float or any other type that has no place in a seal."""
    if isinstance(value, bool) or value is None:
        return bytes([SIMPLE << 5 | {False: 20, True: 21, None: 22}[value]])
    if isinstance(value, int):
        return _head(UNSIGNED, value) if value >= 0 else _head(NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(BYTES, len(value)) + value
    if isinstance(value, str):
        encoded = value.encode()
        return _head(TEXT, len(encoded)) + encoded
    if isinstance(value, Tag):
        return _head(TAG, value.number) + dumps(value.value)
    if isinstance(value, Mapping):
        pairs = sorted((dumps(key), dumps(item)) for key, item in value.items())
        return _head(MAP, len(pairs)) + b"".join(key + item for key, item in pairs)
    if isinstance(value, Sequence):
        return _head(ARRAY, len(value)) + b"".join(dumps(item) for item in value)
    raise TypeError(f"{type(value).__name__} has no place in a seal")


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for info, width in _WIDTHS.items():
        if number < 1 << 8 * width:
            return bytes([major << 5 | info]) + number.to_bytes(width, "big")
    raise ValueError("more than 64 bits")


class _Reader:
    """Walks the bytes once. Lengths are compared with what is left before anything is allocated."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data, self.limits, self.at = data, limits, 0

    def item(self, depth: int) -> object:
        if depth > self.limits.depth:
            raise Malformed("deep")
        major, number = self._head()
        match major:
            case 0:
                return number
            case 1:
                return -1 - number
            case 2:
                return self._take(number)
            case 3:
                return self._text(number)
            case 4:
                return [self.item(depth + 1) for _ in range(self._count(number, 1))]
            case 5:
                return self._map(self._count(number, 2), depth)
            case 6:
                if number not in self.limits.tags:
                    raise Malformed("tag")
                return Tag(number, self.item(depth + 1))
        return self._simple(number)

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info
        if major == SIMPLE:
            raise Malformed("float" if info in {25, 26, 27} else "simple")
        if info not in _WIDTHS:
            raise Malformed("indefinite" if info == 31 else "reserved")
        width = _WIDTHS[info]
        number = int.from_bytes(self._take(width), "big")
        if number < _LEAST[width]:
            raise Malformed("not_shortest")
        return major, number

    def _take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.data):
            raise CutShort
        found, self.at = self.data[self.at : end], end
        return found

    def _count(self, number: int, each: int) -> int:
        """An array of n items needs n bytes at least, a map 2n: a longer promise is a cut or a bomb."""
        if number * each > len(self.data) - self.at:
            raise CutShort
        return number

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError:
            raise Malformed("utf8") from None

    def _map(self, count: int, depth: int) -> dict[int | str, object]:
        found: dict[int | str, object] = {}
        last = b""
        for _ in range(count):
            start = self.at
            key = self.item(depth + 1)
            if not isinstance(key, int | str) or isinstance(key, bool):
                raise Malformed("key")
            encoded = self.data[start : self.at]
            if encoded <= last:
                raise Malformed("duplicate" if encoded == last else "unsorted")
            last = encoded
            found[key] = self.item(depth + 1)
        return found

    def _simple(self, number: int) -> bool | None:
        if number not in _SIMPLE:
            raise Malformed("simple")
        return _SIMPLE[number]
