"""The fields of a document as a person compares them with the paper. `shown.js` shows the same; a test compares."""

from collections.abc import Iterator
from datetime import datetime

from kernel.ids import spaced
from verification.document import Document
from verification.web.words import Words

Row = tuple[str, str]

_TEXTS = ("exporter", "tax_id", "consignee", "dest")
_MORE = ("package_code", "invoice", "approval")
_CODED = ("dest", "criterion", "package_code")


def rows(document: Document, words: Words) -> list[Row]:
    """(label, value), in the order of the paper."""
    return list(_rows(document, words))


def date(at: datetime) -> str:
    """21/11/2026."""
    return f"{at:%d/%m/%Y}"


def counted(number: int) -> str:
    """24 500, with a plain space."""
    return f"{number:,}".replace(",", " ")


def _rows(document: Document, words: Words) -> Iterator[Row]:
    def label(name: str) -> str:
        return words(f"verify.field.{name}")

    def texts(names: tuple[str, ...]) -> Iterator[Row]:
        return (
            (label(name), _meant(name, value, words)) for name in names if (value := getattr(document, name))
        )

    yield label("doc_type"), words(f"verify.doc_type.{int(document.doc_type)}")
    yield label("copy_kind"), words(f"verify.copy_kind.{int(document.copy_kind)}")
    yield label("serial"), spaced(document.serial)
    yield label("issuer"), document.issuer
    yield label("issued_at"), date(document.issued_at)
    if document.expires_at is not None:
        yield label("expires_at"), date(document.expires_at)
    yield from texts(_TEXTS)
    if document.hs6:
        yield label("hs6"), heading(document.hs6)
    yield from texts(("goods", "criterion"))
    if document.gross_kg is not None:
        yield label("gross_kg"), f"{counted(document.gross_kg)} kg"
    if document.packages is not None:
        yield label("packages"), counted(document.packages)
    yield from texts(_MORE)
    if document.replaces:
        yield label("replaces"), spaced(document.replaces)
    yield from _lines(document, words)
    if document.annex_digest:
        yield label("annex_digest"), document.annex_digest.hex()
    yield from texts(("party", "matter"))
    if document.amount_xof is not None:
        yield label("amount_xof"), f"{counted(document.amount_xof)} F"
    yield from _civil(document, words)


def _meant(name: str, value: str, words: Words) -> str:
    """A code as it is signed, behind what it means where the page has words for it: "Bénin (BJ)"."""
    meaning = f"verify.value.{name}.{value.lower()}"
    return f"{words(meaning)} ({value})" if name in _CODED and words.has(meaning) else value


def heading(hs6: str) -> str:
    """1207.40, as tariffs write it."""
    return f"{hs6[:4]}.{hs6[4:]}"


def _lines(document: Document, words: Words) -> Iterator[Row]:
    for at, line in enumerate(document.extra_lines, 2):
        parts = [heading(line.hs6), line.goods]
        parts += [f"{counted(line.gross_kg)} kg"] if line.gross_kg is not None else []
        parts += [counted(line.packages)] if line.packages is not None else []
        yield words("verify.field.line", number=at), ", ".join(parts)


def _civil(document: Document, words: Words) -> Iterator[Row]:
    """MOSIP's numbers; the meaning of a number that has no label here is not guessed."""
    for key, value in sorted(document.civil.items()):
        label = f"verify.field.civil_{key}"
        named = words(label) if words.has(label) else words("verify.field.civil", number=key)
        meaning = f"verify.civil_{key}.{value}"
        yield named, words(meaning) if isinstance(value, int) and words.has(meaning) else str(value)
