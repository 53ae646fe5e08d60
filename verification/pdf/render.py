"""A sheet drawn as PDF/A-3b on one page, with its seal inside. Not signed yet: see `signing`."""

from collections.abc import Mapping
from datetime import datetime

from catalogue.catalogue import Catalogue
from catalogue.document import DocumentKind
from verification.doc_type import CopyKind
from verification.paper_refused import PaperRefused
from verification.pdf.compiler import compiled
from verification.pdf.opened import opened
from verification.pdf.sheet import Sheet
from verification.pdf.words import words
from verification.qr.symbol import VERSION_MAX, Symbol, symbol

# What is known only once it is sealed, at its widest; a duplicate, whose mark takes a line more, must fit too.
_NUMBER, _CODE, _ORDINAL = "9" * 12, "9" * 4, 9999
_SIDE = 17 + 4 * VERSION_MAX  # ISO/IEC 18004 6.3.2
_BLANK = Symbol(VERSION_MAX, "M", ((False,) * _SIDE,) * _SIDE)


def render(catalogue: Catalogue, sheet: Sheet) -> bytes:
    """The paper, the same bytes each time. Raises PaperRefused ("letters", "room"), TooLong, TooSmall."""
    return _drawn(catalogue, sheet, symbol(sheet.link))


def rehearse(
    catalogue: Catalogue, kind: DocumentKind, country: str, shown: Mapping[str, str], at: datetime
) -> None:
    """The paper can be drawn: ask before anything is sealed. Raises PaperRefused ("letters", "room")."""
    sheet = Sheet(
        kind=kind, country=country, number=_NUMBER, code=_CODE, token=b"", link="", shown=shown, issued_at=at,
        expires_at=at, index=0, list_uri="", copy_kind=CopyKind.DUPLICATA, ordinal=_ORDINAL,
    )  # fmt: skip
    _drawn(catalogue, sheet, _BLANK)


def _drawn(catalogue: Catalogue, sheet: Sheet, code: Symbol) -> bytes:
    template = "boxed" if sheet.kind.regime else "plain"
    made = compiled(template, words(catalogue, sheet, code), sheet.issued_at)
    with opened(made) as document:
        if len(document) != 1:
            raise PaperRefused("room")
    return made
