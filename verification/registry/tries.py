"""Wrong tries, counted before they are compared and given back when they were right. For phones and for numbers alike.

In PostgreSQL, not in Redis: a guesser who waits for Redis to be restarted must not begin anew. Numbers that do not
exist are counted like others, so that being refused tells nothing.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, text, update

from kernel.crypto import Keyring
from kernel.oldest import drop_oldest
from verification.registry.check_tables import DOCUMENT_TRIES
from verification.registry.errors import TooManyTries

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A phone is one person. An address may be a whole network behind one NAT, and a server (api) many people: these
# are not slowed down by what their neighbours mistype.
PHONES = frozenset({"ussd", "sms"})
BY_CHANNEL = {"ussd": 5, "sms": 5, "photo": 50, "web": 50, "api": 50}
# 10 000 codes: 20 wrong tries a day leave a guesser one chance in 500 a day for one number.
A_NUMBER_A_DAY = 20
# After the first, second, ... wrong try. Two slips of the finger cost nothing, then each costs more.
DELAYS_S = (0, 0, 5, 15, 30)

_TAKE = text("""
INSERT INTO document_tries AS t (key, since, wrong, next_at) VALUES (:key, :at, 1, :at)
ON CONFLICT (key) DO UPDATE SET
    since = CASE WHEN t.since <= :fresh_before THEN excluded.since ELSE t.since END,
    wrong = CASE WHEN t.since <= :fresh_before THEN 1 ELSE t.wrong + 1 END,
    next_at = CASE WHEN t.since <= :fresh_before THEN excluded.since
              ELSE excluded.since + make_interval(secs => (CAST(:delays AS int[]))[t.wrong + 1]) END
WHERE t.since <= :fresh_before OR (t.wrong < :most AND t.next_at <= excluded.since)
RETURNING t.wrong
""")


@dataclass(frozen=True, slots=True)
class Bucket:
    """``key`` is a blind index; at most ``most`` wrong tries in ``window``; ``slows``: with growing delays."""

    key: str
    most: int
    window: timedelta
    slows: bool


def buckets(keyring: Keyring, who: str, channel: str, number: str) -> tuple[Bucket, Bucket]:
    """Of the one who tries, and of what is tried (any text). Taken in this order, so that none wait in a ring."""
    return (
        Bucket(
            keyring.index(who, f"document_tries.{channel}"),
            BY_CHANNEL[channel],
            HOUR,
            slows=channel in PHONES,
        ),
        Bucket(keyring.index(number, "document_tries.number"), A_NUMBER_A_DAY, DAY, slows=False),
    )


def take(connection: Connection, bucket: Bucket, at: datetime) -> None:
    """Count one try as wrong. Guesses made at once wait here for each other. Raises TooManyTries."""
    delays = [
        DELAYS_S[min(number, len(DELAYS_S) - 1)] if bucket.slows else 0 for number in range(bucket.most)
    ]
    words = {
        "key": bucket.key, "at": at, "fresh_before": at - bucket.window, "most": bucket.most, "delays": delays
    }  # fmt: skip
    if connection.execute(_TAKE, words).scalar() is None:
        raise TooManyTries(_wait(connection, bucket, at))


def give_back(connection: Connection, taken: tuple[Bucket, ...], at: datetime) -> None:
    """It was right after all: nobody waits for it, not even who asked a few ms before it and is served after it."""
    tries = DOCUMENT_TRIES.c
    connection.execute(
        update(DOCUMENT_TRIES)
        .where(tries.key.in_([bucket.key for bucket in taken]), tries.wrong > 0)
        .values(wrong=tries.wrong - 1, next_at=tries.since - HOUR)
    )


def forget(connection: Connection, at: datetime) -> int:
    """Drop some of what no window reaches any more; call again while it does."""
    return drop_oldest(connection, DOCUMENT_TRIES.c.since, at - DAY)


def _wait(connection: Connection, bucket: Bucket, at: datetime) -> int:
    tries = DOCUMENT_TRIES.c
    row = connection.execute(
        select(tries.since, tries.wrong, tries.next_at).where(tries.key == bucket.key)
    ).one()
    until = row.since + bucket.window if row.wrong >= bucket.most else row.next_at
    left: timedelta = until - at
    return max(1, math.ceil(left.total_seconds()))
