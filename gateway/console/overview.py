"""What `admin/overview/` is handed, and the sums that the ticker keeps for it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog

from admin.overview import reach, summing
from admin.overview.room import OverviewRoom
from backends.shared_breaker import SharedBreaker
from gateway import bell, message_costs
from gateway.message_costs import ServiceCost
from kernel import clock
from kernel.database import Database

if TYPE_CHECKING:
    from gateway.wiring import Guichet

# The messages of a month are a question of volume; of one request they are not.
ONE = 1
# Two languages, a few days around midnight.
COSTS_KEPT = 8
COUNT_MS_MAX = 20_000
LANES = (*bell.LANES, *bell.SERVED_BY)
PROVIDERS = {
    "africastalking": "africastalking_base_url",
    "orange": "orange_sms_base_url",
    "kannel": "kannel_base_url",
    "twilio": "twilio_base_url",
}

log = structlog.get_logger(__name__)


def room(guichet: "Guichet") -> OverviewRoom:
    """Made once a process, with the web's other doors."""
    treasury = guichet.treasury
    providers = [name for name, setting in PROVIDERS.items() if getattr(guichet.settings, setting)]
    return OverviewRoom(
        accounting=treasury.accounting,
        rails={name: not rail.capabilities.customer_dialled for name, rail in treasury.rails.items()},
        providers=providers,
        connected=tuple(guichet.administrations),
        lanes=LANES,
        breaker=lambda name: SharedBreaker(guichet.redis, name).state(),
        message_costs=_costs(guichet, providers),
        ring=lambda lanes: bell.ring(guichet.redis, lanes),
    )


def sum_days(guichet: "Guichet") -> None:
    """A task of the ticker: the sums of days that are missing or may have changed."""
    # A day is counted in 0.2 s, and in ten times that right after a start, when nothing is in memory yet.
    database = Database(guichet.database.url, pool_size=1, statement_timeout_ms=COUNT_MS_MAX)
    try:
        summed = summing.sum_days(database, reach.by_country(guichet.treasury.accounting), clock.now())
    finally:
        database.close()
    if summed:
        log.info("overview_summed", count=summed)


def _costs(guichet: "Guichet", providers: Sequence[str]) -> Callable[[str, date], Sequence[ServiceCost]]:
    """Once a day and language: every letter of every service is written out to be measured."""

    @lru_cache(maxsize=COSTS_KEPT)
    def costs(language: str, day: date) -> Sequence[ServiceCost]:
        return message_costs.of_services(guichet.catalogue, language, day, ONE, providers or None)

    return costs
