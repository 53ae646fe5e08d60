"""How one answer is printed and sealed: a table from a field's form. Which fields: catalogue/documents."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.document import DocumentField
from catalogue.regime import Regime
from kernel import money
from kernel.money import AmountRefused
from verification.paper_refused import PaperRefused

# A line of the paper; the longest answer that the phone takes is as long.
TEXT_MAX = 120
NUMBER = re.compile(r"[0-9]{1,12}")
HS6 = re.compile(r"[0-9]{6}")
NARROW = "\u202f"  # between groups of three digits, as French typography has it


@dataclass(frozen=True, slots=True)
class Value:
    """One field as the paper prints it and as the seal holds it."""

    shown: str
    sealed: Any


def read(field: DocumentField, answers: Mapping[str, str], regime: Regime | None) -> Value | None:
    """The field of these answers; None when it is optional and was left out. Raises PaperRefused."""
    typed = field.value if field.value is not None else answers.get(field.source, "").strip()
    if not typed:
        if field.optional:
            return None
        raise PaperRefused("missing", field.name)
    return FORMS[field.form](field, typed, regime)


def _text(field: DocumentField, typed: str, _: Regime | None) -> Value:
    # Control signs, and those that turn the direction of a line, are not printable.
    if len(typed) > TEXT_MAX or not typed.isprintable():
        raise PaperRefused("text", field.name)
    return Value(typed, typed)


def _number(field: DocumentField, typed: str, _: Regime | None) -> Value:
    if not NUMBER.fullmatch(typed):
        raise PaperRefused("number", field.name)
    shown = f"{int(typed):,}".replace(",", NARROW)
    return Value(f"{shown} {field.unit}".rstrip(), int(typed))


def _francs(field: DocumentField, typed: str, _: Regime | None) -> Value:
    try:
        amount = money.francs(typed)
    except AmountRefused:
        raise PaperRefused("number", field.name) from None
    return Value(f"{amount:,}".replace(",", NARROW) + " F CFA", amount)


def _date(field: DocumentField, typed: str, _: Regime | None) -> Value:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise PaperRefused("date", field.name) from None
    # MOSIP claim 169, key 8: YYYYMMDD.
    return Value(f"{day:%d/%m/%Y}", f"{day:%Y%m%d}")


def _hs6(field: DocumentField, typed: str, _: Regime | None) -> Value:
    if not HS6.fullmatch(typed):
        raise PaperRefused("hs6", field.name)
    return Value(f"{typed[:4]}.{typed[4:]}", typed)


def _code(field: DocumentField, typed: str, _: Regime | None) -> Value:
    """One of a few values, in words where there are some; the value itself else."""
    if (field.labels and typed not in field.labels) or (field.sealed_as and typed not in field.sealed_as):
        raise PaperRefused("choice", field.name)
    shown = field.labels.get(typed, typed)
    return Value(shown, field.sealed_as.get(typed, typed))


def _criterion(field: DocumentField, typed: str, regime: Regime | None) -> Value:
    found = regime.criterion(typed) if regime else None
    if found is None:
        raise PaperRefused("criterion", field.name)
    return Value(f"{found.code} – {found.label}", found.code)


FORMS: Mapping[str, Callable[[DocumentField, str, Regime | None], Value]] = {
    "text": _text,
    "number": _number,
    "francs": _francs,
    "date": _date,
    "hs6": _hs6,
    "code": _code,
    "criterion": _criterion,
}
