"""Bytes too long for one QR code or one message, as several texts that may come in any order. Not a signature."""

import hashlib
from collections.abc import Iterable

from verification import base41
from verification.incomplete import Incomplete

MAGIC = b"GF"
MARK_BYTES = 4
HEADER_BYTES = len(MAGIC) + MARK_BYTES + 2
# One byte counts them; a person holds a phone before that many pictures for half a minute at most.
FRAMES_MAX = 64
# Version 20-M holds 970 symbols, which are 646 bytes and the guard.
BYTES_QR20 = 646
# One SMS holds 160 septets, and base41 is one for each symbol: 106 bytes and the guard.
BYTES_SMS = 106


def split(data: bytes, bytes_each: int = BYTES_QR20) -> tuple[str, ...]:
    """Texts of base41: "GF", 4 bytes of the SHA-256 of the whole, number from 0, how many, a piece.

    Raises ValueError when more than 64 would be needed.
    """
    room = bytes_each - HEADER_BYTES
    pieces = [data[at : at + room] for at in range(0, len(data), room)] or [b""]
    if len(pieces) > FRAMES_MAX:
        raise ValueError("too long for frames")
    head = MAGIC + _mark(data)
    return tuple(base41.encode(head + bytes([at, len(pieces)]) + piece) for at, piece in enumerate(pieces))


def join(texts: Iterable[str]) -> bytes:
    """The whole. Raises Incomplete: "frames" while one is missing or is of another whole."""
    found: dict[int, bytes] = {}
    wholes = set()
    for text in texts:
        frame = base41.decode(text)
        if not frame.startswith(MAGIC) or len(frame) < HEADER_BYTES:
            raise Incomplete("not_a_seal")
        at, count = frame[HEADER_BYTES - 2 : HEADER_BYTES]
        wholes.add((frame[len(MAGIC) : HEADER_BYTES - 2], count))
        found[at] = frame[HEADER_BYTES:]
    if len(wholes) != 1:
        raise Incomplete("frames")
    mark, count = wholes.pop()
    data = b"".join(piece for _, piece in sorted(found.items()))
    if sorted(found) != list(range(count)) or _mark(data) != mark:
        raise Incomplete("frames")
    return data


def _mark(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:MARK_BYTES]
