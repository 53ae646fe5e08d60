"""Numbers and places in the status list, drawn before sealing. A place says nothing about when or to whom.

Random places are what keeps the list private: neighbours in it have nothing to do with each other.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from kernel import ids
from verification.registry.errors import RegistryRefused
from verification.registry.published_tables import STATUS_RANGE

# 16 KiB of list, 40 bytes once packed: a ministry of a few thousand papers a year never sees it grow.
BLOCK = 65_536
# What `verification.status_list` may hold: two million, more than a key seals in its year.
SIZE_MAX = (1 << 19) * 4
# Half full, all of 12 are taken once in 4 096 draws: then the list grows, long before places are scarce.
TRIES = 12
# Class of the advisory locks by key id: the bytes "GDOC".
LOCK_CLASS = 0x47444F43

_DRAW = text("""
SELECT r.size,
       nextval('reference_serial') AS serial,
       (SELECT place % r.size FROM unnest(CAST(:places AS bigint[])) place WHERE NOT EXISTS
           (SELECT FROM sealed_document d WHERE d.kid = r.kid AND d.status_index = place % r.size) LIMIT 1) AS place,
       r.watched_at
FROM status_range r WHERE r.kid = :kid
""")
# A statement of its own: what comes after it must see what was committed while it waited.
_HOLD = text("SELECT pg_advisory_xact_lock_shared(:lock_class, :lock_key)")
_OPEN = text("INSERT INTO status_range (kid, size) VALUES (:kid, :size) ON CONFLICT DO NOTHING")
_GROW = text("UPDATE status_range SET size = size + :block WHERE kid = :kid AND size = :seen")


@dataclass(frozen=True, slots=True)
class Place:
    """``watched_at``: of when the newest register of issued seals is; a token dated before it would not be in it."""

    number: str
    index: int
    watched_at: datetime | None


def draw(connection: Connection, reference_key: bytes, kid: bytes, year: int) -> Place:
    """A number of ``year`` and a free place of ``kid``, in one round trip unless the list is new or full.

    Nothing is reserved: the row that takes them does so. The number comes from the sequence of all references, so
    that a document and a case never share one. Until the transaction ends no register of issued seals is begun for
    this key. Raises RegistryRefused ("places").
    """
    hold(connection, kid)
    for _ in range(SIZE_MAX // BLOCK + 1):
        row = connection.execute(_DRAW, {"kid": kid, "places": list(candidates())}).one_or_none()
        if row is None:
            connection.execute(_OPEN, {"kid": kid, "size": BLOCK})
        elif row.place is None:
            if row.size + BLOCK > SIZE_MAX:
                break
            connection.execute(_GROW, {"kid": kid, "block": BLOCK, "seen": row.size})
        else:
            return Place(ids.reference(row.serial, year, reference_key), row.place, row.watched_at)
    raise RegistryRefused("places")


def hold(connection: Connection, kid: bytes) -> None:
    """Until the transaction ends, a register of issued seals of ``kid`` waits for it to begin."""
    connection.execute(_HOLD, {"lock_class": LOCK_CLASS, "lock_key": lock_key(kid)})


def watched_at(connection: Connection, kid: bytes) -> datetime | None:
    """Of when the newest register of issued seals is. Ask after `hold`."""
    found: datetime | None = connection.execute(
        select(STATUS_RANGE.c.watched_at).where(STATUS_RANGE.c.kid == kid)
    ).scalar()
    return found


def candidates() -> Sequence[int]:
    """62 random bits each: modulo a list of two million they are even to within 1 in 10**12."""
    return [secrets.randbits(62) for _ in range(TRIES)]


def lock_key(kid: bytes) -> int:
    """The key id as PostgreSQL's signed integer."""
    return int.from_bytes(kid, "big", signed=True)
