"""Where a page of a register ended: an instant, and how many rows of that very instant have been shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel import clock
from payments.registers.period import Period

# Rows of one instant: what came too late for a closed day is booked at the next midnight, all of it.
SKIPPED_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The next page begins at ``at`` and leaves out the first ``skip`` rows."""

    at: datetime
    skip: int

    @classmethod
    def read(cls, typed: str) -> "Cursor | None":
        """As ``str`` wrote it; None for anything else, which is the first page (bad-input row 69)."""
        micros, _, skip = typed.partition(".")
        if not (micros.isdecimal() and skip.isdecimal() and len(skip) <= 6 and micros.isascii()):
            return None
        try:
            at = datetime.fromtimestamp(0, clock.now().tzinfo) + timedelta(microseconds=int(micros))
        except OverflowError:
            return None
        return cls(at, min(int(skip), SKIPPED_MAX))

    def __str__(self) -> str:
        epoch = datetime.fromtimestamp(0, self.at.tzinfo)
        return f"{(self.at - epoch) // timedelta(microseconds=1)}.{self.skip}"


@dataclass(frozen=True, slots=True)
class Rest(Period):
    """What of a period is left behind a cursor: the register's own query reads it, from the index on."""

    cursor: Cursor

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From the cursor's instant, when that lies inside."""
        # Not ``super()``: a dataclass with slots is made anew, and the bare call would know the old class only.
        start, stop = Period.bounds.fget(self)  # type: ignore[attr-defined]
        return min(max(start, self.cursor.at), stop), stop


def behind(rows: list[datetime], before: Cursor | None) -> Cursor:
    """The cursor after a page whose rows happened at ``rows``."""
    last = rows[-1]
    shown = sum(at == last for at in rows)
    return Cursor(last, shown + (before.skip if before is not None and before.at == last else 0))
