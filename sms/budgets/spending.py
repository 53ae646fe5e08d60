"""Counting the day's parts and francs, in PostgreSQL: a counter that forgets is no limit on money.

The rows are written in one order by everyone (phone, prefix, total; then by key), so that two claims wait for
each other and never deadlock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from kernel import clock
from kernel.oldest import ROWS_MAX
from kernel.phone import country_of
from sms.budgets.limits import Budgets
from sms.budgets.tables import SMS_SPENDING
from sms.purposes import Priority

# Long enough to look into yesterday's alarm and last month's bill.
KEPT = timedelta(days=62)
# "+2237000" of "+22370000001": pumped numbers come in ranges; four digits are the least that a range is given out by.
RANGE_DIGITS = 4
_SCOPES = ("phone", "prefix", "total")

Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True, repr=False)
class Spend:
    """One message about to leave. ``milli`` in thousandths of a franc, 0 when no price is known."""

    phone: str
    phone_index: str
    priority: Priority
    parts: int
    milli: int


def reserve(
    connection: Connection, budgets: Budgets, spends: Sequence[Spend], at: datetime
) -> list[str | None]:
    """For each message None: counted, it may leave; or the limit it met, "budget_phone": nothing was counted for it.

    Limits hold to the part: each message is looked at with all before it counted.
    """
    if not spends:
        return []
    counted = _add(connection, [(_keys(spend, at), spend.parts, spend.milli) for spend in spends])
    # What the rows held before us, to which the messages are added again one by one.
    for spend in spends:
        for key in _keys(spend, at):
            _count(counted, key, -spend.parts, -spend.milli)
    verdicts = [_verdict(counted, budgets, spend, at) for spend in spends]
    refused = [
        (_keys(spend, at), -spend.parts, -spend.milli)
        for spend, verdict in zip(spends, verdicts, strict=True)
        if verdict is not None
    ]
    if refused:
        _add(connection, refused)
    return verdicts


def forget_old(connection: Connection, at: datetime) -> int:
    """Delete some of the counts of days that nobody asks about any more; how many: 0 when none is left.

    A country's total, counted with each of its phones, tells by the key whether any is left, and goes last.
    """
    total, old = SMS_SPENDING.c.scope == "total", SMS_SPENDING.c.day < (at - KEPT).date()
    if connection.execute(select(SMS_SPENDING.c.day).where(total, old).limit(1)).first() is None:
        return 0
    # By their places: the key has three columns, by which PostgreSQL would read the whole table a second time.
    place: ColumnElement[str] = literal_column("ctid")
    some = select(place).select_from(SMS_SPENDING).where(~total, old).limit(ROWS_MAX)
    gone = connection.execute(delete(SMS_SPENDING).where(place.in_(some))).rowcount
    if gone < ROWS_MAX:
        gone += connection.execute(delete(SMS_SPENDING).where(total, old)).rowcount
    return gone


def _verdict(counted: dict[Key, list[int]], budgets: Budgets, spend: Spend, at: datetime) -> str | None:
    ceiling, keys = budgets.of(spend.priority), _keys(spend, at)
    limits = (ceiling.phone, ceiling.prefix, ceiling.parts)
    for scope, key, limit in zip(_SCOPES, keys, limits, strict=True):
        if counted[key][0] + spend.parts > limit:
            return f"budget_{scope}"
    if counted[keys[-1]][1] + spend.milli > ceiling.francs * 1000:
        return "budget_francs"
    for key in keys:
        _count(counted, key, spend.parts, spend.milli)
    return None


def _keys(spend: Spend, at: datetime) -> list[Key]:
    country = country_of(spend.phone)
    words = (spend.phone_index, spend.phone[:-RANGE_DIGITS], country)
    day = clock.local_day(country, at)
    return [(scope, word, day) for scope, word in zip(_SCOPES, words, strict=True)]


def _count(counted: dict[Key, list[int]], key: Key, parts: int, milli: int) -> None:
    counted[key][0] += parts
    counted[key][1] += milli


def _add(connection: Connection, amounts: Sequence[tuple[list[Key], int, int]]) -> dict[Key, list[int]]:
    """Add to every row and return what they hold now, locked until the end of the transaction."""
    sums: dict[Key, list[int]] = {}
    for keys, parts, milli in amounts:
        for key in keys:
            _count(sums, key, parts, milli) if key in sums else sums.update({key: [parts, milli]})
    names = ("scope", "key", "day")
    rows = [
        dict(zip(names, key, strict=True)) | {"parts": sums[key][0], "milli": sums[key][1]}
        for key in sorted(sums)
    ]
    write = insert(SMS_SPENDING).values(rows)
    now = connection.execute(
        write.on_conflict_do_update(
            index_elements=list(names),
            set_={
                "parts": SMS_SPENDING.c.parts + write.excluded.parts,
                "milli": SMS_SPENDING.c.milli + write.excluded.milli,
            },
        ).returning(*(SMS_SPENDING.c[name] for name in (*names, "parts", "milli")))
    )
    return {(row.scope, row.key, row.day): [row.parts, row.milli] for row in now}
