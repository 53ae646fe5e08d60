"""Which figure becomes which chart, and what is said of it to those who do not see it."""

from collections.abc import Callable, Sequence
from datetime import date

from markupsafe import Markup

from admin.overview import chart, numbers
from admin.overview.chart import Chart, Series
from admin.overview.delays import CHARTED_MAX, Delay
from admin.overview.revenue import Revenue
from admin.overview.series import Requests

Say = Callable[..., str]
# Nine dates fit beneath a chart.
DATES_MAX = 9
# A title of a service at a bar: the rest is in the table.
TITLE_MAX = 30


def of_requests(found: Requests, say: Say) -> Markup:
    """Two lines: what came in, what was answered."""
    if not found.deposited and not found.decided:
        return Markup("")
    came, answered = zip(*found.days.values(), strict=True)
    told = say(
        "overview.requests.told",
        deposited=numbers.whole(found.deposited),
        decided=numbers.whole(found.decided),
    )
    series = (
        Series(say("overview.requests.deposited"), tuple(map(float, came))),
        Series(say("overview.requests.decided"), tuple(map(float, answered))),
    )
    return chart.lines(Chart("requests", say("overview.requests.title"), told, dates([*found.days]), series))


def of_revenue(found: Revenue, say: Say) -> Markup:
    """One column a day."""
    if not any(found.days.values()):
        return Markup("")
    best = max(found.days, key=lambda day: found.days[day])
    told = say(
        "overview.revenue.told", total=numbers.francs(found.total), best=numbers.francs(found.days[best]),
        day=best.strftime("%d/%m"),
    )  # fmt: skip
    series = (Series(say("overview.revenue.title"), tuple(map(float, found.days.values()))),)
    return chart.columns(Chart("revenue", say("overview.revenue.title"), told, dates([*found.days]), series))


def of_delays(found: Sequence[Delay], say: Say, language: str) -> Markup:
    """Two lying bars a service: the middle one and the slowest tenth, in days."""
    shown = found[:CHARTED_MAX]
    if not shown:
        return Markup("")
    labels = tuple(_title(one, language) for one in shown)
    series = tuple(
        Series(name, tuple(getattr(one, of) / numbers.HOURS_A_DAY for one in shown))
        for name, of in ((say("overview.delays.median"), "median"), (say("overview.delays.slow"), "slow"))
    )
    written = tuple(tuple(numbers.hours(getattr(one, of)) for one in shown) for of in ("median", "slow"))
    told = say("overview.delays.told", count=len(shown))
    return chart.bars(Chart("delays", say("overview.delays.title"), told, labels, series), written)


def dates(days: Sequence[date]) -> tuple[str, ...]:
    """ "09/02" under every day that has room for it, the last day always among them, "" under the others."""
    every = -(-len(days) // DATES_MAX)
    last = len(days) - 1
    return tuple("" if (last - place) % every else day.strftime("%d/%m") for place, day in enumerate(days))


def _title(one: Delay, language: str) -> str:
    title = one.service.title.of(language) if one.service is not None else one.number
    return title if len(title) <= TITLE_MAX else title[: TITLE_MAX - 1] + "…"
