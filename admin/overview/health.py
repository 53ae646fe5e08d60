"""How every way out is now: rails, providers of SMS, administrations. Bounded looks; it calls nobody.

A state is "well", "careful" (it fails, is paused or has something old waiting) or "stopped" (left alone).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select

from admin.overview.room import OverviewRoom
from cases.tables import CASE_FILE
from payments.states import ASKED
from payments.tables import MONEY_RECEIPT, PAYMENT_ATTEMPT
from sms.routing.tables import SMS_PROVIDER_WEIGHT
from sms.tables import SMS_MESSAGE

# Beyond this the page says "more than": nobody reads the difference.
COUNTED_MAX = 1000
# The last thousand deliveries name every provider that has delivered today.
DELIVERED_LOOKED_AT = 1000
# A charge is decided within minutes, a message leaves within seconds, a filing is retried for an hour.
OLD: Mapping[str, timedelta] = {
    "rail": timedelta(minutes=15),
    "sms": timedelta(minutes=10),
    "administration": timedelta(hours=1),
}
STATES: Mapping[str, str] = {"closed": "well", "half-open": "careful", "open": "stopped"}
UNSENT = ("to_send", "sending", "unknown")


@dataclass(frozen=True, slots=True)
class Health:
    """``why``: a word of `overview.health.why`; ``until``: the end of a pause. ``waiting`` counts to COUNTED_MAX."""

    kind: str
    name: str
    state: str
    why: str
    last: datetime | None
    waiting: int
    oldest: datetime | None
    until: datetime | None = None


Waiting = dict[str, tuple[int, datetime | None]]


def health(
    connection: Connection, room: OverviewRoom, at: datetime, administration: str | None
) -> list[Health]:
    """Everything; of the administrations only the reader's own, when they have one."""
    connected = [code for code in room.connected if administration in (None, code)]
    return [
        *_rails(connection, room, at),
        *_providers(connection, room, at),
        *_administrations(connection, room, connected, at),
    ]


def _rails(connection: Connection, room: OverviewRoom, at: datetime) -> Iterable[Health]:
    receipt = MONEY_RECEIPT.c
    waiting = _waiting(connection, _charges_under_way())
    for name, called in sorted(room.rails.items()):
        last = connection.execute(select(func.max(receipt.received_at)).where(receipt.rail == name)).scalar()
        breaker = room.breaker(f"rail:{name}") if called else "closed"
        why = "dialled" if not called else breaker
        yield _judged("rail", name, breaker, why, last, waiting.get(name, (0, None)), at)


def _charges_under_way() -> Select[tuple[str, datetime]]:
    attempt = PAYMENT_ATTEMPT.c
    # The index holds what is under way and no more: "not null" is what makes it the one to be read.
    return select(attempt.rail.label("name"), attempt.created_at.label("since")).where(
        attempt.next_poll_at.is_not(None), attempt.state.in_(ASKED)
    )


def _providers(connection: Connection, room: OverviewRoom, at: datetime) -> Iterable[Health]:
    weights = {row.provider: row for row in connection.execute(select(SMS_PROVIDER_WEIGHT))}
    delivered = _delivered(connection)
    message = SMS_MESSAGE.c
    queued = select(
        func.coalesce(message.provider, "").label("name"), message.created_at.label("since")
    ).where(
        message.state.in_(("queued", "handed")),
        func.coalesce(message.not_before, message.created_at) <= at,
    )
    waiting = _waiting(connection, queued)
    for name in sorted({*room.providers, *weights}):
        weight = weights.get(name)
        paused = weight is not None and weight.paused_until is not None and weight.paused_until > at
        moved = weight is not None and weight.weight < weight.resting
        why = "paused" if paused else "moved" if moved else "closed"
        found = Health(
            "sms", name, "careful" if paused or moved else "well", why, delivered.get(name),
            *waiting.get(name, (0, None)), weight.paused_until if paused and weight is not None else None,
        )  # fmt: skip
        yield found
    if "" in waiting:
        count, oldest = waiting[""]
        late = oldest is not None and at - oldest > OLD["sms"]
        yield Health(
            "sms", "", "careful" if late else "well", "old" if late else "queue", None, count, oldest
        )


def _delivered(connection: Connection) -> dict[str, datetime]:
    """Provider -> the hand-over of the newest message that it delivered, among the newest of all."""
    message = SMS_MESSAGE.c
    newest = (
        select(message.provider, message.handed_at)
        .where(message.state == "delivered")
        .order_by(message.handed_at.desc())
        .limit(DELIVERED_LOOKED_AT)
        .subquery()
    )
    rows = connection.execute(
        select(newest.c.provider, func.max(newest.c.handed_at)).group_by(newest.c.provider)
    )
    return {row[0]: row[1] for row in rows}


def _administrations(
    connection: Connection, room: OverviewRoom, codes: Iterable[str], at: datetime
) -> Iterable[Health]:
    case = CASE_FILE.c
    unsent = select(case.administration.label("name"), case.submission_since.label("since")).where(
        case.submission.in_(UNSENT), case.state.in_(("deposee", "en_verification"))
    )
    waiting = _waiting(connection, unsent)
    for code in sorted(codes):
        last = connection.execute(
            select(func.max(case.checked_at)).where(case.administration == code)
        ).scalar()
        breaker = room.breaker(code)
        yield _judged("administration", code, breaker, breaker, last, waiting.get(code, (0, None)), at)


def _waiting(connection: Connection, query: Select[tuple[str, datetime]]) -> Waiting:
    some = query.limit(COUNTED_MAX).subquery()
    rows = connection.execute(select(some.c.name, func.count(), func.min(some.c.since)).group_by(some.c.name))
    return {name: (count, oldest) for name, count, oldest in rows}


def _judged(
    kind: str, name: str, breaker: str, why: str, last: datetime | None, waiting: tuple[int, datetime | None],
    at: datetime,
) -> Health:  # fmt: skip
    count, oldest = waiting
    state = STATES.get(breaker, "careful")
    if state == "well" and oldest is not None and at - oldest > OLD[kind]:
        return Health(kind, name, "careful", "old", last, count, oldest)
    return Health(kind, name, state, why, last, count, oldest)
