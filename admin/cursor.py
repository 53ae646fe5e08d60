"""Where a page of a list ends: the next one begins behind it, so that the millionth page costs what the first does."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from admin.doors import form

EPOCH = datetime.fromtimestamp(0, UTC)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Microseconds since 1970 of any year that PostgreSQL or Python knows.
_MICROSECONDS = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The moment of a page's last row, and what tells two rows of one moment apart."""

    at: datetime
    id: str

    @classmethod
    def read(cls, typed: str, ids: re.Pattern[str] = UUID) -> "Cursor | None":
        """As ``str`` wrote it; None for anything else, which is the first page (bad-input row 69)."""
        micros, _, name = typed.partition(".")
        if not ids.fullmatch(name) or not _MICROSECONDS.fullmatch(micros):
            return None
        try:
            return cls(EPOCH + timedelta(microseconds=int(micros)), name)
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.id}"


def behind() -> tuple[datetime, str] | None:
    """The place that the address of this request goes on from: its query ``from``."""
    found = Cursor.read(form.asked("from"))
    return (found.at, found.id) if found else None
