"""Where sessions break off, by network, last screen and hour: no operator of Mali or Benin publishes it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from ussd.call import Status
from ussd.tables import USSD_EVENT

# A week of hours on a few networks, for the screens that matter: more is not looked at on a page.
ROWS_MAX = 5000


class Drop(NamedTuple):
    """``hour`` is its start, in UTC."""

    network: str
    screen: str
    hour: datetime
    sessions: int
    incomplete: int

    @property
    def rate(self) -> float:
        """``incomplete / sessions``, 0.0 to 1.0."""
        return self.incomplete / self.sessions


def drop_map(connection: Connection, since: datetime) -> list[Drop]:
    """Rows newest hour first, then most broken off. ``sessions`` are those that ended on the screen."""
    event = USSD_EVENT.c
    hour = func.date_trunc("hour", event.at, "UTC").label("hour")
    sessions = func.count()
    incomplete = func.count().filter(event.status == Status.INCOMPLETE.value)
    query = (
        select(event.network, event.screen, hour, sessions, incomplete)
        .where(event.at >= since)
        .group_by(event.network, event.screen, hour)
        .order_by(hour.desc(), incomplete.desc(), event.network, event.screen)
        .limit(ROWS_MAX)
    )
    return [Drop(*row) for row in connection.execute(query)]
