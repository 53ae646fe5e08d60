"""From a request's answers to what a seal says and what its paper shows: catalogue, answers and day decide."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from catalogue.catalogue import Catalogue
from catalogue.document import DocumentKind
from catalogue.regime import Regime
from kernel import clock
from verification import forms
from verification.paper_refused import PaperRefused
from verification.pdf import rehearse
from verification.room import fitted

CIVIL = "civil."


@dataclass(frozen=True, slots=True)
class Prepared:
    """``fields`` are attributes of `verification.document.Document`; ``shown`` what the paper shows, in its order.

    ``expires_at`` is the last second of the last day, where it is issued; None: no end.
    """

    issuer: str
    one_use: bool
    fields: Mapping[str, Any] = field(repr=False)
    shown: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None


def request_fields(
    catalogue: Catalogue, kind: DocumentKind, answers: Mapping[str, str], at: datetime, country: str = "ML"
) -> Prepared:
    """What to ask of the register. Raises PaperRefused: better no paper than one that says half."""
    office = kind.offices.get(country)  # type: ignore[call-overload]
    if office is None:
        raise PaperRefused("country")
    day = clock.local_day(country, at)
    regime = _regime(catalogue, kind, answers, day)
    sealed: dict[str, Any] = {}
    shown: dict[str, str] = {}
    civil: dict[int, int | str] = {}
    for item in kind.fields:
        value = forms.read(item, answers, regime)
        if value is None:
            continue
        if item.value is None:
            shown[item.name] = value.shown
        if item.seal and item.seal.startswith(CIVIL):
            civil[int(item.seal.removeprefix(CIVIL))] = value.sealed
        elif item.seal:
            sealed[item.seal] = value.sealed
    if civil:
        sealed["civil"] = civil
    rehearse(catalogue, kind, country, shown, at)
    months = regime.months if regime else kind.months
    ends = end_of(country, day, months) if months else None
    return Prepared(office.issuer, kind.one_use, fitted(kind, sealed, shown), shown, ends)


def end_of(country: str, day: date, months: int) -> datetime:
    """The last second of the day that many months later; of a shorter month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = min(day.day, calendar.monthrange(year, month + 1)[1])
    midnight = datetime.combine(
        date(year, month + 1, last) + timedelta(days=1), time(), clock.ZONES.get(country, UTC)
    )
    return (midnight - timedelta(seconds=1)).astimezone(UTC)


def _regime(catalogue: Catalogue, kind: DocumentKind, answers: Mapping[str, str], day: date) -> Regime | None:
    if kind.regime is None:
        return None
    found = catalogue.papers.regime(answers.get(kind.field(kind.regime).source, ""), day)
    if found is None:
        raise PaperRefused("regime", kind.regime)
    return found
