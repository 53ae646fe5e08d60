"""The page that the head of an administration reads in a minute, on screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from admin.books import naming
from admin.doors import form, visitor
from admin.doors.allowed import Answer
from admin.overview import numbers, window
from admin.overview.delays import Delay, delays, late_of
from admin.overview.drawing import of_delays, of_requests, of_revenue
from admin.overview.drops import HOURS, Drops, drops
from admin.overview.figures import Figures, look
from admin.overview.health import Health, health
from admin.overview.messages import Cost, Spent, costs, spent
from admin.overview.reach import reach
from admin.overview.revenue import Revenue, revenue
from admin.overview.series import Requests, requests
from admin.overview.wording import office as office_name
from admin.overview.wording import screen
from admin.page import page
from admin.parts import parts
from admin.people.person import Scope
from kernel import clock

NETWORK_MAX = 16


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that was read for one page, in one transaction."""

    requests: Requests
    delays: Sequence[Delay]
    revenue: Revenue
    drops: Drops
    costs: Sequence[Cost]
    spent: Spent | None
    health: Sequence[Health]
    missing: int
    as_of: datetime | None

    @property
    def late(self) -> tuple[int, int]:
        """(late, decided) where a delay is published."""
        return late_of(self.delays)


def overview(scope: Scope) -> Answer:
    """``days`` and ``network`` are chosen from lists; ``print`` opens every table, for paper."""
    at = clock.now()
    chosen = window.chosen(form.number("days", 0, 1000), at)
    with parts().database.transaction() as connection:
        theirs = reach(scope, parts().catalogue, parts().overview.accounting)
        read = _read(look(connection, chosen, theirs, at), form.asked("network", NETWORK_MAX), scope)
    shown: dict[str, Any] = {
        "read": read, "window": chosen, "periods": window.PERIODS, "hours": HOURS, "at": at, "numbers": numbers,
        "office": theirs.administration, "printed": form.asked("print") == "1", "network_name": network_name,
        "office_name": office_name(theirs.administration or ""), "way_name": way_name, "screen_name": screen,
        "fictive": bool(parts().catalogue.sms_prices.fictive()),
    }  # fmt: skip
    return page("overview/overview", charts=_charts(read), **shown)


def _read(figures: Figures, network: str, scope: Scope) -> Read:
    services, room = parts().catalogue.services, parts().overview
    told = requests(figures)
    planned = room.message_costs(visitor.language(), figures.window.today)
    every = figures.reach.administration is None
    own = {number for number, one in services.items() if one.administration == figures.reach.administration}
    return Read(
        requests=told,
        delays=delays(figures, services),
        revenue=revenue(figures, room.accounting),
        drops=drops(figures, network, None if every else own),
        costs=costs(planned, services, told.decided_of),
        spent=spent(figures) if every else None,
        health=health(figures.connection, room, clock.now(), scope.administration),
        missing=figures.missing,
        as_of=figures.as_of,
    )


def _charts(read: Read) -> dict[str, Markup]:
    language = visitor.language()
    return {
        "requests": of_requests(read.requests, visitor.say),
        "revenue": of_revenue(read.revenue, visitor.say),
        "delays": of_delays(read.delays, visitor.say, language),
    }


def network_name(code: str) -> str:
    """The network as people know it; the code of one that the catalogue does not have."""
    known = parts().catalogue.networks.get(code)
    return known.name if known is not None else code


def way_name(one: Health) -> str:
    """A rail, a provider or an administration by its name; the queue that no provider has yet, by what it is."""
    if not one.name:
        return visitor.say("overview.health.queue")
    if one.kind == "administration":
        return office_name(one.name)
    if one.kind == "rail":
        return naming.rail(one.name)
    return parts().words.of[visitor.language()].get(f"overview.provider.{one.name}", one.name)
