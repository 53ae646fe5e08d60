"""The transaction numbers operators print in SMS and statements, each in its own fashion."""

from collections.abc import Callable
from datetime import UTC, datetime

from simulator.store import Document

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number(payment: Document) -> str:
    """The operator's own id of a payment: the same whenever it is asked for."""
    at = datetime.fromtimestamp(payment["created"], UTC)
    prefix = "MP" if payment["kind"] == "payment" else "PP"
    return NUMBERS[payment["operator"]](at, prefix, payment["serial"])


def _orange(at: datetime, prefix: str, serial: int) -> str:
    """``MP150709.1341.A00073``: two letters, day, hour, a letter and five digits."""
    letter = chr(ord("A") + serial // 100_000 % 26)
    return f"{prefix}{at:%y%m%d.%H%M}.{letter}{serial % 100_000:05d}"


def _wave(at: datetime, prefix: str, serial: int) -> str:
    """``TCN4Y4ZC3FM``: a T and ten letters and digits."""
    value, text = int(at.timestamp()) * 10**6 + serial % 10**6, ""
    for _ in range(10):
        value, place = divmod(value, 32)
        text = CROCKFORD[place] + text
    return f"T{text}"


def _pispi(at: datetime, prefix: str, serial: int) -> str:
    """An end-to-end id: E, the participant's code, the instant, a serial; 35 characters."""
    return f"EMLB000{at:%Y%m%d%H%M%S}{serial:014d}"


NUMBERS: dict[str, Callable[[datetime, str, int], str]] = {
    "mtn": lambda at, prefix, serial: str(23_503_452 + serial),
    "orange": _orange,
    "moov": lambda at, prefix, serial: f"{at:%Y%m%d}{serial:08d}",
    "wave": _wave,
    "gsma": lambda at, prefix, serial: f"REF-{at:%Y%m%d}{serial:08d}",
    "pispi": _pispi,
}
