"""The whole month in the order of time. The same seed and the same end of the month make the same plan."""

from datetime import datetime
from random import Random

from catalogue.accounting_plan import Accounting
from catalogue.catalogue import Catalogue
from gateway.demo.month import planned_desks, planned_requests, planned_today, planned_traffic
from gateway.demo.month.moment import Moment
from gateway.demo.month.planned import Planned

SEED = "guichet"
PARTS = (
    planned_requests.requests,
    planned_requests.taxes,
    planned_desks.statements,
    planned_desks.suspense,
    planned_desks.refunds,
    planned_desks.credits_,
    planned_desks.closings,
    planned_traffic.sessions,
    planned_traffic.messages,
    planned_traffic.looks,
    planned_traffic.borders,
    planned_traffic.staff,
    planned_today.doubts,
    planned_today.last,
)


def plan(catalogue: Catalogue, accounting: Accounting, anchor: datetime, seed: str = SEED) -> list[Moment]:
    """Everything up to ``anchor``. Some 100 ms."""
    drawn = Planned(Random(seed), anchor, catalogue, accounting)  # noqa: S311 - a demo's dice
    for part in PARTS:
        part(drawn)
    # Sorting keeps the order of what happens at one instant.
    return sorted((each for each in drawn.moments if each.at <= anchor), key=lambda moment: moment.at)
