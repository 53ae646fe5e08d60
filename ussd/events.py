"""Storing the end of a session once, however often and late it is told."""

from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.crypto import Keyring
from kernel.oldest import drop_oldest
from ussd.call import SessionEvent
from ussd.hop import static_name
from ussd.tables import USSD_EVENT

# News comes within minutes; a date further off is a wrong clock or a forger's, and would hide the row.
LATE_MAX = timedelta(days=2)
AHEAD_MAX = timedelta(minutes=10)
# The overview sums the last 93 days from them; its sums stay for thirteen months.
KEPT = timedelta(days=120)


def store(connection: Connection, keyring: Keyring, event: SessionEvent) -> bool:
    """True when the end of this session was not known yet.

    The session id is kept as a keyed hash, with the day: some operators use the caller's number as the id,
    and some use their ids again.
    """
    at = _plausible(event.at, clock.now())
    values = {
        "at": at,
        "dialect": event.dialect,
        "network": event.network,
        "service_code": event.service_code,
        "session_hash": keyring.index(f"{at.date()}\0{event.service_code}\0{event.session}", "ussd_event"),
        "screen": static_name(event.screen),
        "status": event.status.value,
        "duration_ms": event.duration_ms,
        "hops": event.hops,
        "cost": event.cost,
    }
    statement = insert(USSD_EVENT).values(values).on_conflict_do_nothing().returning(USSD_EVENT.c.id)
    return connection.execute(statement).first() is not None


def forget_old(connection: Connection) -> int:
    """Delete some of the ends that nobody counts any more; how many."""
    return drop_oldest(connection, USSD_EVENT.c.at, clock.now() - KEPT)


def _plausible(at: datetime | None, now: datetime) -> datetime:
    return at if at is not None and now - LATE_MAX <= at <= now + AHEAD_MAX else now
