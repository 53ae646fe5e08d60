"""Numbers, costs and moments that an operator reports: kept when plausible, else left out, never refused."""

import re
from datetime import UTC, datetime

COUNT_MAX = 2**31 - 1  # PostgreSQL integer; in milliseconds 24 days, and a session lasts minutes.
_COST = re.compile(r"[A-Z]{0,3} ?[0-9]{1,9}(?:\.[0-9]{1,6})?")


def count(text: str) -> int | None:
    """A whole number of 0 or more, else None."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    number = int(text)
    return number if number <= COUNT_MAX else None


def cost(text: str) -> str:
    """ "KES 0.8000" as it came; "" when it does not look like an amount."""
    return text if _COST.fullmatch(text) else ""


def moment(text: str) -> datetime | None:
    """ "2026-11-21 20:37:39", which is UTC, else None."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
