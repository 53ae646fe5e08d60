"""Numbers as French readers write them, on screens and paper: a narrow blank between thousands, a comma, units."""

from datetime import timedelta

# U+202F: keeps the groups of a number together, so that no line breaks inside it.
NARROW = "\u202f"
HOURS_A_DAY = 24


def whole(number: int) -> str:
    """12345 as "12 345"."""
    return f"{number:,}".replace(",", NARROW)


def francs(amount_xof: int) -> str:
    """1900 as "1 900 F"."""
    return f"{whole(amount_xof)}{NARROW}F"


def share(part: int, of: int) -> str:
    """ "12 %", to the whole; "-" of nothing."""
    return f"{round(100 * part / of)}{NARROW}%" if of else "-"


def hours(number: int) -> str:
    """ "5 h" up to two days, then "12 j" or "2,5 j"."""
    if number <= 2 * HOURS_A_DAY:
        return f"{number}{NARROW}h"
    days = round(number / HOURS_A_DAY, 1)
    return f"{days:g}".replace(".", ",") + f"{NARROW}j"


def age(waits: timedelta) -> str:
    """How long something waits: "45 s", "12 min", "5 h", "3 j"."""
    seconds = max(0, int(waits.total_seconds()))
    for size, unit in ((86400, "j"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size}{NARROW}{unit}"
    return f"{seconds}{NARROW}s"


def axis(number: float) -> str:
    """A mark of an axis: "500", "20 k", "1,5 M"."""
    for size, unit in ((1_000_000, "M"), (10_000, "k")):
        if abs(number) >= size:
            shown = number / (size if unit == "M" else 1000)
            return f"{shown:g}".replace(".", ",") + f"{NARROW}{unit}"
    return f"{number:g}".replace(".", ",")
