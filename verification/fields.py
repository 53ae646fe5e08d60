"""The document map of a token (claim -70001) as a table: number, attribute, and how its value is written and read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kernel import ids
from verification.cbor import Malformed
from verification.doc_type import CopyKind, DocType
from verification.document import Line

# Bytes of one text: a name or a description on one line of the paper; the whole token is bounded at 4 KiB.
TEXT_MAX = 200
# 2**53 - 1: what every reader, JavaScript too, holds exactly.
NUMBER_MAX = (1 << 53) - 1
# Up to 8 lines were measured to fit a code; the rest goes to an annex, whose digest is sealed.
LINES_MAX = 8
DIGEST_BYTES = 16
_DOC_TYPES, _COPY_KINDS = frozenset(DocType), frozenset(CopyKind)
_HS6 = re.compile(r"[0-9]{6}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class NewerFormat(Malformed):
    """A document type or copy kind that this version does not know yet: bring the reader up to date."""

    def __init__(self) -> None:
        super().__init__("newer")


@dataclass(frozen=True, slots=True)
class Field:
    """``read`` refuses with Malformed what no Guichet writes; ``write`` does so with ValueError."""

    key: int
    attribute: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def number(value: object) -> int:
    """A whole number from 0."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= NUMBER_MAX:
        raise Malformed("number")
    return value


def words(value: object) -> str:
    """A text that is there, on one line."""
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= TEXT_MAX or not value.isprintable():
        raise Malformed("text")
    return value


def _serial(value: object) -> str:
    try:
        return ids.parse_reference(f"{number(value):012}")
    except ids.ReferenceRefused:
        raise Malformed("serial") from None


def _serial_number(value: str) -> int:
    if ids.parse_reference(value) != value:
        raise Malformed("serial")
    return int(value)


def _hs6(value: object) -> str:
    text = f"{number(value):06}"
    if not _HS6.fullmatch(text):
        raise Malformed("hs6")
    return text


def _hs6_number(value: str) -> int:
    if not _HS6.fullmatch(value):
        raise Malformed("hs6")
    return int(value)


def _country(value: object) -> str:
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        raise Malformed("country")
    return value


def _digest(value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) != DIGEST_BYTES:
        raise Malformed("digest")
    return value


def _doc_type(value: object) -> DocType:
    known = number(value)
    if known not in _DOC_TYPES:
        raise NewerFormat
    return DocType(known)


def _copy_kind(value: object) -> CopyKind:
    known = number(value)
    if known not in _COPY_KINDS:
        raise NewerFormat
    return CopyKind(known)


def _line(value: object) -> Line:
    if not isinstance(value, list) or len(value) != 4:
        raise Malformed("line")
    hs6, goods, gross, packages = value
    counts = [None if count is None else number(count) for count in (gross, packages)]
    return Line(_hs6(hs6), words(goods), *counts)


def _lines(value: object) -> tuple[Line, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= LINES_MAX:
        raise Malformed("lines")
    return tuple(_line(item) for item in value)


def _line_list(value: tuple[Line, ...]) -> list[list[Any]]:
    found = [[_hs6_number(line.hs6), line.goods, line.gross_kg, line.packages] for line in value]
    _lines(found)
    return found


FIELDS = (
    Field(0, "index", number, number),
    Field(1, "doc_type", int, _doc_type),
    Field(2, "serial", _serial_number, _serial),
    Field(3, "exporter", words, words),
    Field(4, "tax_id", words, words),
    Field(5, "consignee", words, words),
    Field(6, "dest", _country, _country),
    Field(7, "hs6", _hs6_number, _hs6),
    Field(8, "goods", words, words),
    Field(9, "criterion", words, words),
    Field(10, "gross_kg", number, number),
    Field(11, "packages", number, number),
    Field(12, "package_code", words, words),
    Field(13, "invoice", words, words),
    Field(14, "approval", words, words),
    Field(15, "copy_kind", int, _copy_kind),
    Field(16, "replaces", _serial_number, _serial),
    Field(20, "extra_lines", _line_list, _lines),
    Field(21, "annex_digest", _digest, _digest),
    Field(30, "party", words, words),
    Field(31, "matter", words, words),
    Field(32, "amount_xof", number, number),
)
# Always written, also when zero: a seal without them is none.
REQUIRED = frozenset({"index", "doc_type", "serial", "copy_kind"})
