"""Septets, SMS parts and pages: how much of a text fits one USSD screen or one SMS.

3GPP TS 23.038 (alphabet) and TS 23.040 9.2.3.24.1 (concatenated parts lose 6 octets to the header).
What leaves on a screen goes through ``fold`` first; only an SMS may be UCS-2.
"""

import re
from typing import NamedTuple

from kernel.alphabet import PAIRED, is_gsm7
from kernel.fold import Folded, fold

__all__ = ["Folded", "Segments", "fold", "is_gsm7", "paginate", "segments", "septets", "shorten", "split"]

# The units of one SMS alone and of one part of several: 140 octets, less 6 of header, in each encoding.
ROOM = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
# The characters that take two units which may not be parted: escape pairs and surrogate pairs.
DOUBLE = {"GSM-7": PAIRED, "UCS-2": re.compile("[\U00010000-\U0010ffff]")}
ELLIPSIS = ".."
WHITE = " \n"


class Segments(NamedTuple):
    """What an SMS costs: ``encoding`` "GSM-7" or "UCS-2", SMS ``parts``, septets or 16-bit ``units``."""

    encoding: str
    parts: int
    units: int


def septets(text: str) -> int:
    """The GSM-7 length of ``text`` (of its fold when it is outside the alphabet); extensions count 2."""
    if not is_gsm7(text):
        text = fold(text).text
    return _units(text, PAIRED)


def segments(text: str) -> Segments:
    """Encoding, parts and units of ``text`` as it stands: fold first to pay for GSM-7 only."""
    encoding = "GSM-7" if is_gsm7(text) else "UCS-2"
    return Segments(encoding, len(split(text)), _units(text, DOUBLE[encoding]))


def split(text: str) -> list[str]:
    """The SMS parts of ``text`` as it stands, in order; joined they are ``text``. "" is one empty part."""
    encoding = "GSM-7" if is_gsm7(text) else "UCS-2"
    double, (alone, part) = DOUBLE[encoding], ROOM[encoding]
    if _units(text, double) <= alone:
        return [text]
    parts, start = [], 0
    while start < len(text):
        end = _reach(text, start, part, double)
        parts.append(text[start:end])
        start = end
    return parts


def shorten(text: str, budget_septets: int) -> str:
    """The fold of ``text`` cut to at most ``budget_septets``; ".." at the end says that it was cut."""
    text = fold(text).text
    if _units(text, PAIRED) <= budget_septets:
        return text
    end = _reach(text, 0, max(0, budget_septets - len(ELLIPSIS)), PAIRED)
    return (text[:end].rstrip(WHITE) + ELLIPSIS)[: max(0, budget_septets)]


def paginate(text: str, budget_septets: int) -> list[str]:
    """The fold of ``text`` in pages of at most ``budget_septets`` (2 or more), cut at white space.

    A word longer than a page is cut inside. Only white space around a cut is lost. There is always a page.
    """
    if budget_septets < 2:
        raise ValueError("a page needs room for one extension character: 2 septets")
    text = fold(text).text
    pages, start = [], 0
    while _units(text[start:], PAIRED) > budget_septets:
        end = _reach(text, start, budget_septets, PAIRED)
        cut = _last_white(text, start, end)
        if page := text[start:cut].rstrip(WHITE):
            pages.append(page)
        start = _skip_white(text, cut)
    if start < len(text) or not pages:
        pages.append(text[start:])
    return pages


def _units(text: str, double: re.Pattern[str]) -> int:
    return len(text) + len(double.findall(text))


def _reach(text: str, start: int, budget: int, double: re.Pattern[str]) -> int:
    """The furthest end for which ``text[start:end]`` takes at most ``budget`` units."""
    end = min(len(text), start + budget)
    over = _units(text[start:end], double) - budget
    while over > 0:
        end -= 1
        over -= 2 if double.match(text[end]) else 1
    return end


def _last_white(text: str, start: int, end: int) -> int:
    """Where to cut ``text[start:end]``: at its last white space, else at ``end`` itself."""
    # The character at ``end`` counts too: a page may be exactly full when a space follows it.
    cut = max(text.rfind(white, start, end + 1) for white in WHITE)
    return cut if cut >= 0 else end


def _skip_white(text: str, start: int) -> int:
    while start < len(text) and text[start] in WHITE:
        start += 1
    return start
