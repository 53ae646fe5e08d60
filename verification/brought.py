"""What a person brings to renew lists without data: told apart from documents, put together, not believed yet."""

from dataclasses import dataclass

from verification import cbor, delta, frames, link
from verification.cbor import Malformed
from verification.incomplete import Incomplete


@dataclass(frozen=True, slots=True)
class Brought:
    """``items`` are meant as lists and deltas. ``missing`` are numbers from 1 of ``count`` frames of a whole that is
    not complete; ``damaged`` says that a text was cut, mistyped, or of two wholes under one mark.
    """

    items: tuple[bytes, ...] = ()
    missing: tuple[int, ...] = ()
    count: int = 0
    damaged: bool = False


def read(text: str, our_hosts: frozenset[str]) -> Brought | None:
    """None for a text that is something else, a document's code above all, or longer than any code."""
    if len(text) > link.TEXT_MAX:
        return None
    texts = frames.within(text)
    if texts:
        return _of_frames(texts)
    # An app may have broken it into lines or lowered its letters; a document in small letters stays what it was.
    for written in (text, "".join(text.split()).upper()):
        try:
            data = link.read(written, our_hosts).token
        except Incomplete:
            continue
        return Brought((data,)) if delta.kind_of(data) else None
    return None


def _of_frames(texts: list[str]) -> Brought:
    places = {text: frames.place_of(text) for text in texts}
    wholes: dict[tuple[bytes, int], dict[int, str]] = {}
    for text, place in places.items():
        if place is not None:
            mark, at, count = place
            wholes.setdefault((mark, count), {})[at] = text
    found, damaged = Brought(), None in places.values()
    for (_, count), pieces in wholes.items():
        missing = tuple(at + 1 for at in range(count) if at not in pieces)
        if missing:
            found = Brought(found.items, missing, count)
            continue
        try:
            found = Brought((*found.items, *_items(frames.join(pieces.values()))), found.missing, found.count)
        except Incomplete:
            damaged = True
    return Brought(found.items, found.missing, found.count, damaged)


def _items(whole: bytes) -> tuple[bytes, ...]:
    """A colleague's screen shows several, one after the other; an SMS one."""
    try:
        return cbor.sequence(whole, cbor.REGISTER)
    except Malformed:
        return (whole,)
