"""A sealed document in the few lines that a phone or an SMS has: what an officer compares with paper and goods."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from catalogue.catalogue import Catalogue
from catalogue.document import DocumentField, DocumentKind
from kernel import clock
from kernel.gsm import shorten
from kernel.ids import spaced
from verification.document import Document
from verification.registry.checks import Presented
from verification.registry.lookup import Looked
from verification.update import Change, News

# Eight values of this many septets, their dates and a warning fill two parts of an SMS.
VALUE_SEPTETS_MAX = 36
# No letter of GSM-7: a fixed blank between groups of digits, and the dash before a criterion's words.
BLANKS = str.maketrans({"\u202f": " ", "\u00a0": " "})
DASH = " – "


def of_number(catalogue: Catalogue, looked: Looked, language: str, at: datetime) -> tuple[str, ...]:
    """The lines of what the register found, () without the right code. ``at`` is when it was asked."""
    kind = kind_of(catalogue, looked.kind)
    if looked.fields is None or kind is None or looked.issued_at is None:
        return ()
    country = next(iter(kind.offices))
    said = _warnings(catalogue, language, looked.presented, looked.replaced_by, country)
    if looked.copy_kind:
        said.append(catalogue.text(f"paper.copy_{looked.copy_kind}", language))
    said.append(", ".join([shorten(kind.title, VALUE_SEPTETS_MAX), *_shown(kind, looked.fields)]))
    said.append(_dates(catalogue, language, country, looked.issued_at, looked.expires_at))
    said.append(catalogue.text("paper.checked", language, at=_time(country, at)))
    return tuple(said)


def of_seal(
    catalogue: Catalogue,
    document: Document,
    shown: Mapping[str, str] | None,
    presented: Sequence[Presented],
    replaced_by: str | None,
    language: str,
) -> tuple[str, ...]:
    """The lines of a seal that was read. ``shown`` is what our register holds of it, None for another's."""
    kind = kind_of(catalogue, int(document.doc_type))
    if kind is None:
        return ()
    country = next(iter(kind.offices))
    said = _warnings(catalogue, language, presented, replaced_by, country)
    if document.copy_kind:
        said.append(catalogue.text(f"paper.copy_{int(document.copy_kind)}", language))
    values = _shown(kind, shown) if shown is not None else _sealed(kind, document)
    said.append(spaced(document.serial))
    said.append(", ".join([shorten(kind.title, VALUE_SEPTETS_MAX), *values]))
    said.append(_dates(catalogue, language, country, document.issued_at, document.expires_at))
    return tuple(said)


def of_lists(catalogue: Catalogue, news: News, language: str) -> tuple[str, ...]:
    """Which list each part is of and of when, as far as it was believed; which parts are missing."""
    said = [_change(catalogue, each, language) for each in news.changes]
    if news.missing:
        have, missing = news.count - len(news.missing), ", ".join(map(str, news.missing))
        said.append(
            catalogue.text("verify.exchange_missing", language, have=have, count=news.count, missing=missing)
        )
    return tuple(said)


def kind_of(catalogue: Catalogue, doc_type: int | None) -> DocumentKind | None:
    """The kind of this number."""
    return next((kind for kind in catalogue.documents.values() if kind.doc_type == doc_type), None)


def _change(catalogue: Catalogue, change: Change, language: str) -> str:
    at = _time(change.issuer.partition("-")[0], change.at)
    key = "paper.lists_whole" if change.base is None else "paper.lists_change"
    return catalogue.text(key, language, issuer=change.issuer, base=change.base, number=change.number, at=at)


def _compared(field: DocumentField) -> bool:
    return field.value is None and (field.strong or (field.form == "code" and field.seal is not None))


def _shown(kind: DocumentKind, shown: Mapping[str, str]) -> list[str]:
    return [
        _short(field, shown[field.name]) for field in kind.fields if _compared(field) and field.name in shown
    ]


def _sealed(kind: DocumentKind, document: Document) -> list[str]:
    found = []
    for field in kind.fields:
        place = field.seal if _compared(field) else None
        if place is None:
            continue
        value = (
            document.civil.get(int(place.removeprefix("civil.")))
            if place.startswith("civil.")
            else getattr(document, place)
        )
        if value not in (None, ""):
            found.append(_short(field, f"{value} {field.unit}".rstrip()))
    return found


def _short(field: DocumentField, value: str) -> str:
    code = value.partition(DASH)[0] if field.form == "criterion" else value
    return shorten(code.translate(BLANKS), VALUE_SEPTETS_MAX)


def _warnings(
    catalogue: Catalogue, language: str, presented: Sequence[Presented], successor: str | None, country: str
) -> list[str]:
    said = []
    if presented:
        last = presented[-1]
        said.append(
            catalogue.text(
                "paper.presented", language, at=_time(country, last.at), n=len(presented),
                place=shorten(last.place or last.channel, VALUE_SEPTETS_MAX),
            )
        )  # fmt: skip
    if successor:
        said.append(catalogue.text("paper.successor", language, number=spaced(successor)))
    return said


def _dates(
    catalogue: Catalogue, language: str, country: str, issued: datetime, expires: datetime | None
) -> str:
    first = f"{clock.local_day(country, issued):%d/%m/%Y}"
    if expires is None:
        return catalogue.text("paper.date", language, issued=first)
    last = f"{clock.local_day(country, expires):%d/%m/%Y}"
    return catalogue.text("paper.dates", language, issued=first, expires=last)


def _time(country: str, at: datetime) -> str:
    return f"{clock.local(country, at):%d/%m %H:%M}"
