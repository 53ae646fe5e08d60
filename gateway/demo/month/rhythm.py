"""When things happen: weekdays, market days, days of pay, hours of phones and hours of offices. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from kernel import clock

WEEK = (115, 100, 105, 110, 90, 45, 25)  # Monday to Sunday
# What phones do by the hour of the day, 0 to 23: markets in the morning, families in the evening.
PHONES = (1, 0, 0, 0, 0, 2, 6, 14, 24, 30, 28, 24, 16, 14, 18, 22, 22, 18, 16, 20, 18, 12, 6, 3)
# Salaries come from the 25th to the 3rd: who waited with a fee pays it then.
PAYDAYS = frozenset({25, 26, 27, 28, 29, 30, 31, 1, 2, 3})
PAY_FACTOR = 1.3
# The big market of the place: Koutiala on Thursday, Sikasso on Sunday; Dantokpa every fourth day.
MARKET_FACTOR = 1.5
OPENS, NOON, AFTER_NOON, CLOSES = time(8), time(12, 30), time(14), time(16, 45)


def weight(day: date, *, paid: bool) -> float:
    """How much of a month's work falls on this day, in no unit."""
    found = float(WEEK[day.weekday()])
    return found * PAY_FACTOR if paid and day.day in PAYDAYS else found


def market(day: date, place: str) -> bool:
    """Whether it is the market day of ``place`` ("sikasso", "koutiala", "BJ")."""
    of_place = {"koutiala": day.weekday() == 3, "sikasso": day.weekday() == 6, "BJ": day.toordinal() % 4 == 0}
    return of_place.get(place, False)


def on_phone(draw: Random, country: str, day: date) -> datetime:
    """An instant of ``day`` at which somebody holds a phone."""
    hour = draw.choices(range(24), PHONES)[0]
    return at(country, day, time(hour, draw.randrange(60), draw.randrange(60)), draw)


def at_counter(draw: Random, country: str, day: date) -> datetime:
    """An instant of ``day`` at which an office is open; the next day's when it is closed all day."""
    minutes = draw.randrange(0, 260) if draw.random() < 0.65 else draw.randrange(365, 510)
    return in_office(country, at(country, day, time(8), draw) + timedelta(minutes=minutes))


def in_office(country: str, moment: datetime) -> datetime:
    """``moment``, or the next at which somebody sits at a desk: not at night, at noon, nor at the week's end."""
    here = clock.local(country, moment)
    while True:
        hour = here.time()
        if here.weekday() >= 5 or hour >= CLOSES:
            here = _same_second(here, here.date() + timedelta(days=1), OPENS)
        elif hour < OPENS:
            here = _same_second(here, here.date(), OPENS)
        elif NOON <= hour < AFTER_NOON:
            here = _same_second(here, here.date(), AFTER_NOON)
        else:
            return here.astimezone(UTC)


def at(country: str, day: date, hour: time, draw: Random) -> datetime:
    """``hour`` of ``day`` on the country's clock, at some microsecond of it."""
    here = datetime.combine(day, hour, clock.ZONES[country])
    return here.astimezone(UTC).replace(microsecond=draw.randrange(10**6))


def _same_second(here: datetime, day: date, hour: time) -> datetime:
    """Not everybody begins at eight sharp: the minute of before is kept within half an hour."""
    begins = datetime.combine(day, hour, here.tzinfo)
    return begins + timedelta(minutes=here.minute // 2, seconds=here.second, microseconds=here.microsecond)
