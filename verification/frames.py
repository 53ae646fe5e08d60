"""Bytes too long for one QR code or one message, as several texts that may come in any order. Not a signature."""

import hashlib
import re
from collections.abc import Iterable

from verification import base41
from verification.incomplete import Incomplete

MAGIC = b"GF"
MARK_BYTES = 4
HEADER_BYTES = len(MAGIC) + MARK_BYTES + 2
# One byte counts them; a person holds a phone before that many pictures for half a minute at most.
FRAMES_MAX = 64
# Version 20-M holds 970 symbols, which are 646 bytes and the guard.
SYMBOLS_QR20, BYTES_QR20 = 970, 646
# One SMS holds 160 septets, and base41 is one for each symbol: 106 bytes and the guard.
BYTES_SMS = 106
START = base41.encode(MAGIC)[:3]
_OTHER = re.compile(r"[^0-9A-Z\-./:+]+")


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


def within(text: str) -> list[str]:
    """The frames in a text with whatever stands around them: glued together, or broken into lines.

    The work grows with the square of a text: whoever takes it from strangers limits it to `link.TEXT_MAX`.
    """
    found: list[str] = []
    for run in _OTHER.split(text.upper()):
        if run.startswith(START):
            found += _apart(run)
        elif run and found and len(found[-1]) < SYMBOLS_QR20 and not _is_whole(found[-1]):
            found[-1] += run
    return found


def _apart(run: str) -> list[str]:
    starts = (at.start() for at in re.finditer(START, run[: SYMBOLS_QR20 + len(START)]))
    cut = next((end for end in (len(run), *starts) if end and _is_whole(run[:end])), len(run))
    return [run[:cut], *_apart(run[cut:])] if cut < len(run) else [run]


def _is_whole(text: str) -> bool:
    return place_of(text) is not None


def place_of(text: str) -> tuple[bytes, int, int] | None:
    """The mark of its whole, its number from 0, how many there are; None for a text that was cut or mistyped."""
    try:
        data = base41.decode(text)
    except Incomplete:
        return None
    if not data.startswith(MAGIC) or len(data) < HEADER_BYTES:
        return None
    at, count = data[HEADER_BYTES - 2 : HEADER_BYTES]
    whole = 1 <= count <= FRAMES_MAX and at < count
    return (data[len(MAGIC) : HEADER_BYTES - 2], at, count) if whole else None


def _mark(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:MARK_BYTES]
