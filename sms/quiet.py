"""The hours in which no phone is woken, by the clock of the phone's country."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kernel import clock
from kernel.phone import country_of


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``begin`` to ``end``, over midnight when ``begin`` is the later: 21:00 to 07:00 is when people sleep.

    A country that we do not know is taken at UTC, which both of ours keep to within an hour.
    """

    begin: time = time(21)
    end: time = time(7)

    def seconds_left(self, phone: str, at: datetime) -> int:
        """Whole seconds until the hours are over for ``phone`` (E.164); 0 outside of them."""
        here = clock.local(country_of(phone), at)
        if not self._holds(here.time()):
            return 0
        over = here.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        if over <= here:
            over += timedelta(days=1)
        return -(-(over - here) // timedelta(seconds=1))

    def _holds(self, moment: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end
