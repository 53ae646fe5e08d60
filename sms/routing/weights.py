"""The points of the providers: read with each claim, moved by compare-and-set. When to move: ``health.py``."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from sms.routing.tables import SMS_PROVIDER_WEIGHT

ALL = 100
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Weight:
    """``points`` of 100."""

    points: int
    resting: int
    paused_until: datetime | None = None
    errors: int = 0
    window_at: datetime | None = None
    changed_at: datetime | None = None

    def seconds_paused(self, at: datetime) -> int:
        """Whole seconds, rounded up, that the provider asked not to be called for."""
        if self.paused_until is None or self.paused_until <= at:
            return 0
        return -(-(self.paused_until - at) // timedelta(seconds=1))

    def failing(self, at: datetime, window: timedelta, errors: int) -> bool:
        """Whether it had ``errors`` errors in the window that now runs."""
        return self.window_at is not None and self.window_at > at - window and self.errors >= errors


def resting_points(providers: Collection[str], wanted: Mapping[str, int]) -> dict[str, int]:
    """Points at rest; equal shares unless every provider's are given."""
    names = sorted(providers)
    if names and all(name in wanted for name in names) and sum(wanted[name] for name in names) == ALL:
        return {name: wanted[name] for name in names}
    each, more = divmod(ALL, max(1, len(names)))
    return {name: each + (number < more) for number, name in enumerate(names)}


def load(
    connection: Connection, resting: Mapping[str, int], *, for_update: bool = False
) -> dict[str, Weight]:
    """The weights of the providers in ``resting``; one that the table lacks stands at its resting points."""
    table = SMS_PROVIDER_WEIGHT.c
    query = select(SMS_PROVIDER_WEIGHT).where(table.provider.in_(list(resting))).order_by(table.provider)
    rows = connection.execute(query.with_for_update() if for_update else query).all()
    found = {
        row.provider: Weight(
            row.weight, row.resting, row.paused_until, row.errors, row.window_at, row.changed_at
        )
        for row in rows
    }
    return {name: found.get(name, Weight(points, points)) for name, points in resting.items()}


def ensure(connection: Connection, resting: Mapping[str, int]) -> None:
    """A row for each provider and for no other; new resting points, as the settings say, start the points anew."""
    gone = SMS_PROVIDER_WEIGHT.c.provider.not_in(list(resting))
    connection.execute(delete(SMS_PROVIDER_WEIGHT).where(gone))
    if not resting:
        return
    rows = [{"provider": name, "weight": points, "resting": points} for name, points in resting.items()]
    write = insert(SMS_PROVIDER_WEIGHT).values(rows)
    connection.execute(
        write.on_conflict_do_update(
            index_elements=["provider"],
            set_={"weight": write.excluded.weight, "resting": write.excluded.resting},
            where=SMS_PROVIDER_WEIGHT.c.resting != write.excluded.resting,
        )
    )


def spread(points: int, among: Mapping[str, int]) -> dict[str, int]:
    """``points`` divided in proportion to ``among``, exact to the point (largest remainder)."""
    total = sum(among.values())
    shares = {name: points * (part if total else 1) / (total or len(among)) for name, part in among.items()}
    whole = {name: int(share) for name, share in shares.items()}
    left = sorted(shares, key=lambda name: (whole[name] - shares[name], name))[: points - sum(whole.values())]
    return {name: part + (name in left) for name, part in whole.items()}


def move(
    connection: Connection, before: Mapping[str, Weight], after: Mapping[str, int], at: datetime, reason: str
) -> bool:
    """Write ``after``, provided that nobody moved the points since ``before``; False when somebody did."""
    table = SMS_PROVIDER_WEIGHT.c
    changed = {name: points for name, points in after.items() if points != before[name].points}
    with connection.begin_nested() as together:
        for name in sorted(changed):
            same = table.changed_at.is_not_distinct_from(before[name].changed_at)
            done = connection.execute(
                update(SMS_PROVIDER_WEIGHT)
                .where(table.provider == name, table.weight == before[name].points, same)
                .values(weight=changed[name], changed_at=at)
            )
            if done.rowcount != 1:
                together.rollback()
                return False
    if changed:
        log.warning(
            "sms_weights_moved", reason_code=reason, **{f"to_{name}": changed[name] for name in changed}
        )
    return bool(changed)
