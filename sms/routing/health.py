"""When a provider loses points and gets them back: GOV.UK Notify's rule. The points themselves: ``weights.py``."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, Integer, and_, case, func, select, update

from sms.routing import weights
from sms.routing.rules import HealthRules
from sms.routing.tables import SMS_PROVIDER_WEIGHT
from sms.routing.weights import Weight
from sms.tables import SMS_MESSAGE

log = structlog.get_logger(__name__)


def failed(
    connection: Connection,
    resting: Mapping[str, int],
    providers: Iterable[str],
    at: datetime,
    rules: HealthRules,
) -> None:
    """Count one error for each of ``providers``; a window too full of them moves points, once."""
    count: dict[str, int] = {}
    for name in providers:
        count[name] = count.get(name, 0) + 1
    weights.ensure(connection, resting)
    # Locked in one order, all of them: two workers that notice at once must not wait for each other.
    known = weights.load(connection, resting, for_update=True)
    for name, number in sorted(count.items()):
        known[name] = _counted(connection, name, known[name], number, at, rules)
        if known[name].failing(at, rules.window, rules.errors):
            _shift(connection, known, name, at, rules, "errors")


def pause(connection: Connection, resting: Mapping[str, int], provider: str, until: datetime) -> None:
    """Nothing for it before ``until``: it asked for that (fault row 20). Costs it no points."""
    weights.ensure(connection, resting)
    later = func.greatest(SMS_PROVIDER_WEIGHT.c.paused_until, until)
    connection.execute(
        update(SMS_PROVIDER_WEIGHT)
        .where(SMS_PROVIDER_WEIGHT.c.provider == provider)
        .values(paused_until=later)
    )


def tend(connection: Connection, resting: Mapping[str, int], at: datetime, rules: HealthRules) -> None:
    """Each minute: away from who delivers slowly, unless all do (fault row 24), and back to rest when it is quiet."""
    weights.ensure(connection, resting)
    known = weights.load(connection, resting, for_update=True)
    slow = _slow(connection, at, rules)
    suffering = [name for name in known if slow.get(name, False)]
    healthy = [name for name in known if not slow.get(name, False)]
    if suffering and healthy:
        for name in suffering:
            if _rested(known, at, rules.slow_rest):
                _shift(connection, known, name, at, rules, "slow")
        return
    if _rested(known, at, rules.drift_after):
        _drift(connection, known, at, rules)


def _counted(
    connection: Connection, name: str, weight: Weight, number: int, at: datetime, rules: HealthRules
) -> Weight:
    running = weight.window_at is not None and weight.window_at > at - rules.window
    errors, since = (weight.errors + number, weight.window_at) if running else (number, at)
    connection.execute(
        update(SMS_PROVIDER_WEIGHT)
        .where(SMS_PROVIDER_WEIGHT.c.provider == name)
        .values(errors=errors, window_at=since)
    )
    return Weight(weight.points, weight.resting, weight.paused_until, errors, since, weight.changed_at)


def _shift(
    connection: Connection, known: dict[str, Weight], name: str, at: datetime, rules: HealthRules, reason: str
) -> None:
    """``step`` points from ``name`` to the others, once a window; nothing when all the others fail as well."""
    others = {
        other: max(1, weight.resting)
        for other, weight in known.items()
        if other != name and not weight.failing(at, rules.window, rules.errors)
    }
    step = min(rules.step, known[name].points)
    if not others or not step or not _rested(known, at, rules.window):
        return
    after = {other: weight.points for other, weight in known.items()}
    after[name] -= step
    for other, more in weights.spread(step, others).items():
        after[other] += more
    if weights.move(connection, known, after, at, reason):
        known.update(weights.load(connection, {each: known[each].resting for each in known}))


def _rested(known: Mapping[str, Weight], at: datetime, rest: timedelta) -> bool:
    return all(weight.changed_at is None or weight.changed_at <= at - rest for weight in known.values())


def _drift(connection: Connection, known: Mapping[str, Weight], at: datetime, rules: HealthRules) -> None:
    too_many = {name: w.points - w.resting for name, w in known.items() if w.points > w.resting}
    too_few = {name: w.resting - w.points for name, w in known.items() if w.points < w.resting}
    step = min(rules.step, sum(too_many.values()), sum(too_few.values()))
    if not step:
        return
    after = {name: weight.points for name, weight in known.items()}
    for name, fewer in weights.spread(step, too_many).items():
        after[name] -= fewer
    for name, more in weights.spread(step, too_few).items():
        after[name] += more
    weights.move(connection, known, after, at, "drift")


def _slow(connection: Connection, at: datetime, rules: HealthRules) -> dict[str, bool]:
    """Provider -> whether too many of its last messages took too long, those still under way counted as slow."""
    message = SMS_MESSAGE.c
    late = case(
        (message.state == "delivered", message.final_at > message.handed_at + rules.slow_after),
        else_=message.state == "sent",
    )
    # Whoever was handed less than 5 minutes ago cannot be late yet; the delivered of them count as quick.
    old = message.handed_at <= at - rules.slow_after
    judged = and_(
        message.handed_at > at - rules.slow_within,
        message.state.in_(("sent", "delivered")),
        old | (message.state == "delivered"),
    )
    rows = connection.execute(
        select(message.provider, func.count().label("number"), func.sum(late.cast(Integer)).label("late"))
        .where(judged)
        .group_by(message.provider)
    )
    return {
        row.provider: row.number >= rules.slow_of_at_least and row.late / row.number >= rules.slow_share
        for row in rows
    }
