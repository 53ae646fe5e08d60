"""What the templates are given: every word of a sheet as plain data. No markup, no layout."""

from datetime import datetime
from typing import Any

from catalogue.catalogue import Catalogue
from catalogue.regime import Box, Regime
from kernel import clock, ids
from verification.doc_type import CopyKind
from verification.pdf import geometry
from verification.pdf.attached import attachments
from verification.pdf.geometry import placed, points
from verification.pdf.sheet import Sheet
from verification.qr.svg import svg
from verification.qr.symbol import Symbol

COPIES = {CopyKind.ORIGINAL: "", CopyKind.DUPLICATA: "DUPLICATA", CopyKind.COPIE: "COPIE"}
RAW = frozenset({"value", "attachments", "symbol", "number", "code"})
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def words(catalogue: Catalogue, sheet: Sheet, symbol: Symbol) -> dict[str, Any]:
    """The data of one sheet. Raises KeyError for a country without a letterhead, TooSmall."""
    kind, letterhead = sheet.kind, catalogue.papers.letterheads[sheet.country]
    office = kind.offices[sheet.country]  # type: ignore[index]
    name = sheet.administration or office.name
    day = clock.local_day(sheet.country, sheet.issued_at)
    found: dict[str, Any] = {
        "state": letterhead.state, "motto": letterhead.motto, "colours": list(letterhead.colours),
        "ministry": office.ministry, "office": name, "signatory": office.signatory,
        "title": kind.title, "lead": kind.lead, "notice": kind.notice, "copy": _copy(sheet),
        "number": ids.spaced(sheet.number), "code": sheet.code, "validity": _validity(sheet),
        "place_and_day": f"Le {_day(sheet, sheet.issued_at)}",
        "made": list(sheet.issued_at.timetuple()[:6]), "ways": _ways(sheet, letterhead.dial),
        "caution": "Comparez chaque mention avec la page ou le SMS : un vrai numéro peut être copié sur un faux.",
        "foot": f"{kind.title} {ids.spaced(sheet.number)} – document scellé électroniquement (COSE, PDF/A-3, PAdES)",
        "stamp_time": f"Émis le {clock.local(sheet.country, sheet.issued_at):%d/%m/%Y à %H:%M}",
        "symbol": _symbol(symbol), "page": _page(), "attachments": attachments(sheet) if sheet.token else [],
    }  # fmt: skip
    regime = catalogue.papers.regime(sheet.shown[kind.regime], day) if kind.regime else None
    if regime:
        found |= _boxed(sheet, regime, name)
    else:
        found["lines"] = _lines(sheet)
    return {key: _typeset(key, value) for key, value in found.items()}


def _typeset(key: str, value: object) -> object:
    """The apostrophe of print in our own words; what people wrote stays as they wrote it."""
    if key in RAW:
        return value
    if isinstance(value, str):
        return value.replace("'", "\u2019")
    if isinstance(value, dict):
        return {name: _typeset(name, item) for name, item in value.items()}
    return [_typeset(key, item) for item in value] if isinstance(value, list | tuple) else value


def _boxed(sheet: Sheet, regime: Regime, office: str) -> dict[str, Any]:
    own = {
        "declaration": regime.declaration, "regime_name": regime.name,
        "authority": f"{office}\nDélivré le {_day(sheet, sheet.issued_at)}",
    }  # fmt: skip
    return {
        "title": regime.title, "tint": regime.tint, "notice": regime.copies,
        "boxes": [_box(box, sheet, own) for box in regime.boxes],
    }  # fmt: skip


def _box(box: Box, sheet: Sheet, own: dict[str, str]) -> dict[str, Any]:
    strong = {field.name: field.strong for field in sheet.kind.fields}
    lines = [
        {"value": sheet.shown[name], "strong": strong[name]} for name in box.fields if name in sheet.shown
    ]
    if "regime_name" in box.fields:
        lines.append({"value": own["regime_name"], "strong": False})
    note = "\n".join(own[name] for name in box.fields if name in own and name != "regime_name")
    return {
        "number": box.number, "label": box.label, "columns": box.columns, "mm": box.mm, "stamp": box.stamp,
        "note": note, "lines": lines,
    }  # fmt: skip


def _lines(sheet: Sheet) -> list[dict[str, Any]]:
    """Two to a row; one that is left alone, before a wide one or at the end, takes the whole row."""
    found: list[dict[str, Any]] = []
    alone = False
    for field in (field for field in sheet.kind.fields if field.name in sheet.shown):
        if alone and field.wide:
            found[-1]["wide"] = True
        alone = not field.wide and not alone
        value = sheet.shown[field.name]
        found.append({"label": field.label, "value": value, "strong": field.strong, "wide": field.wide})
    if alone:
        found[-1]["wide"] = True
    return found


def _copy(sheet: Sheet) -> dict[str, str]:
    """Across the sheet, in its box, and beside that; all "" for an original. A copy is dated by the day it was made."""
    kind = COPIES[sheet.copy_kind]
    if not kind:
        return {"kind": "", "mark": "", "note": ""}
    mark = f"{kind} n° {sheet.ordinal}" if sheet.ordinal else kind
    return {"kind": kind, "mark": mark, "note": f"fait le {_day(sheet, sheet.issued_at)}"}


def _validity(sheet: Sheet) -> str:
    issued = _day(sheet, sheet.issued_at)
    return f"{issued} – valable jusqu'au {_day(sheet, sheet.expires_at)}" if sheet.expires_at else issued


def _day(sheet: Sheet, at: datetime) -> str:
    day = clock.local_day(sheet.country, at)
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def _ways(sheet: Sheet, dial: str) -> list[tuple[str, str]]:
    site = sheet.link.partition("://")[2].partition("/")[0].lower()
    by_sms = [("Par SMS", f"envoyez VERIF, le numéro et le code au {sheet.sms}.")] if sheet.sms else []
    return [
        ("Avec un appareil photo", f"scannez le code ; la page qui s'ouvre doit être {site}."),
        ("Sans internet", f"composez {dial}, puis 3, et tapez le numéro et le code de contrôle."),
        *by_sms,
    ]


def _symbol(symbol: Symbol) -> dict[str, Any]:
    at = placed(symbol)
    return {
        "svg": svg(symbol, at.dots, geometry.DPI), "side_pt": points(at.side), "dx_pt": points(at.x),
        "dy_pt": points(at.y), "words_pt": points(geometry.BAND_HEIGHT + geometry.PAD),
    }  # fmt: skip


def _page() -> dict[str, float]:
    return {
        "x_pt": points(geometry.MARGIN_X), "top_pt": points(geometry.MARGIN_TOP),
        "bottom_pt": round(geometry.PAGE_PT[1] - points(geometry.BAND_TOP - geometry.BODY_GAP), 4),
        "band_pt": points(geometry.BAND_TOP - geometry.MARGIN_TOP), "height_pt": points(geometry.BAND_HEIGHT),
        "foot_pt": points(geometry.BAND_TOP - geometry.MARGIN_TOP + geometry.BAND_HEIGHT + geometry.FOOT_GAP),
    }  # fmt: skip
