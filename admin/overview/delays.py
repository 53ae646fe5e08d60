"""How long decisions take: the middle one, the slowest tenth, and how many come after the published delay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from admin.overview.figures import Figures
from catalogue.service import Service

MIDDLE, SLOWEST_TENTH = 50, 90
# A chart of more services is a wall: the table behind it has them all.
CHARTED_MAX = 8


@dataclass(frozen=True, slots=True)
class Delay:
    """Hours, of the ``decided`` requests of one service; ``published`` None: nobody publishes it, none is late."""

    service: Service | None
    number: str
    decided: int
    median: int
    slow: int
    published: int | None
    late: int


def delays(figures: Figures, services: Mapping[int, Service]) -> list[Delay]:
    """Each service in which something was decided, the most decided first."""
    taken: dict[str, dict[int, int]] = {}
    for (item, bucket), (number, _) in figures.sums("decided", ("item", "bucket")).items():
        taken.setdefault(item, {})[int(bucket)] = number
    found = [_delay(item, hours, services) for item, hours in taken.items()]
    return sorted(found, key=lambda one: (-one.decided, one.number))


def percentile(hours: Mapping[int, int], percent: int) -> int:
    """The nearest rank: the least time within which ``percent`` of a hundred were decided."""
    rank = -(-sum(hours.values()) * percent // 100)
    counted = 0
    for hour in sorted(hours):
        counted += hours[hour]
        if counted >= rank:
            return hour
    return 0


def late_of(found: Iterable[Delay]) -> tuple[int, int]:
    """(late, decided) of the services whose delay is published."""
    promised = [one for one in found if one.published is not None]
    return sum(one.late for one in promised), sum(one.decided for one in promised)


def _delay(item: str, hours: Mapping[int, int], services: Mapping[int, Service]) -> Delay:
    service = services.get(int(item))
    published = service.delay.hours if service is not None else None
    late = 0 if published is None else sum(number for hour, number in hours.items() if hour > published)
    return Delay(
        service, item, sum(hours.values()), percentile(hours, MIDDLE), percentile(hours, SLOWEST_TENTH), published,
        late,
    )  # fmt: skip
