"""USSD sessions as the recorder keeps their ends: which network, which last screen, whether they broke off."""

from datetime import timedelta
from random import Random

from gateway.demo.month.citizen import NETWORKS, Network
from gateway.demo.month.moment import Moment
from gateway.demo.month.rhythm import PHONES
from gateway.demo.month.town import Town
from kernel import clock
from ussd.call import SessionEvent, Status
from ussd.events import store

# Where people hang up, and how many screens it took them to get there: most read their case and leave.
ENDS = (
    ("status", 4, 34), ("service", 3, 14), ("tax_consent", 6, 5), ("pay_consent", 6, 14), ("bills", 3, 6),
    ("verify", 3, 7), ("document", 5, 6), ("menu", 1, 6), ("settings", 2, 3), ("claim", 5, 2), ("follow", 2, 3),
)  # fmt: skip
# Where the network gives up: long forms lose more people than short ones.
BREAKS = (
    ("question", 7, 34), ("menu", 1, 14), ("pay_consent", 5, 14), ("services", 2, 12), ("bill_reference", 3, 10),
    ("ways", 4, 8), ("consent", 10, 8),
)  # fmt: skip
COUNTRY_SHARE = {"ML": 62, "BJ": 38}
# Cells are full when families telephone.
BUSY_HOURS, BUSY_FACTOR = range(19, 22), 1.8
# One evening Moov's gateway in Mali was ill.
ILL_NETWORK, ILL_DROPS = "61001", 46
SECONDS_A_SCREEN = 11


def dial(town: Town, moment: Moment) -> None:
    """The sessions of one hour. ``details``: hour (of the day), many, ill, seed."""
    draw = Random(moment.details["seed"])  # noqa: S311 - a demo's dice
    for number in range(moment.details["many"]):
        event = _session(draw, moment, number)
        store(town.connection, town.guichet.keyring, event)


def _session(draw: Random, moment: Moment, number: int) -> SessionEvent:
    weights = [each.share * COUNTRY_SHARE[each.country] for each in NETWORKS]
    network = draw.choices(NETWORKS, weights)[0]
    broken = draw.random() * 100 < _drops(network, moment)
    ends = BREAKS if broken else ENDS
    screen, hops, _ = draw.choices(ends, [share for *_, share in ends])[0]
    hops = max(1, hops + draw.randrange(-1, 3))
    at = clock.now() - timedelta(seconds=draw.randrange(3600))
    return SessionEvent(
        dialect=network.dialect, service_code="*384#", session=f"demo-{at:%Y%m%d%H}-{number}",
        status=Status.INCOMPLETE if broken else Status.SUCCESS, network=network.code, screen=screen,
        duration_ms=int(hops * SECONDS_A_SCREEN * 1000 * draw.uniform(0.5, 1.7)), hops=hops, at=at,
    )  # fmt: skip


def _drops(network: Network, moment: Moment) -> float:
    if moment.details["ill"] and network.code == ILL_NETWORK:
        return ILL_DROPS
    return network.drops * (BUSY_FACTOR if moment.details["hour"] in BUSY_HOURS else 1.0)


def share_of(hour: int) -> float:
    """What of a day's sessions falls into this hour."""
    return PHONES[hour] / sum(PHONES)
