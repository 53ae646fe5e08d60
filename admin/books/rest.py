"""What of a register is left behind a page. Its rows have no name: the cursor counts those shown of its instant."""

import re
from dataclasses import dataclass
from datetime import datetime

from admin.cursor import Cursor
from payments.registers.period import Period

# Rows of one instant: what came too late for a closed day is booked at the next midnight, all of it.
SKIPPED_MAX = 100_000
SKIPPED = re.compile("[0-9]{1,6}", re.ASCII)


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


def skipped(before: Cursor | None) -> int:
    """How many rows of the cursor's very instant have been shown."""
    return min(int(before.id), SKIPPED_MAX) if before is not None else 0


def behind(rows: list[datetime], before: Cursor | None) -> Cursor:
    """The cursor after a page whose rows happened at ``rows``."""
    last = rows[-1]
    before_it = skipped(before) if before is not None and before.at == last else 0
    return Cursor(last, str(before_it + sum(at == last for at in rows)))
