"""A new revocation list, and a new register of issued seals, for one key: numbered, dated, signed, kept.

Short to refresh (24 h), long to expire (30 days): a missed run must not close borders.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, text, update

from kernel.crypto import Keyring
from kernel.database import Database
from verification import cose, issued_filter, status_list
from verification.registry import copies, places, seals
from verification.registry.copies import newest
from verification.registry.published_tables import REGISTER_COPY, STATUS_RANGE
from verification.registry.states import STATUSES
from verification.registry.tables import SEALED_DOCUMENT
from verification.signer import Signer
from verification.status_list import Status, StatusList

__all__ = ["due", "due_filters", "newest", "publish", "publish_filter"]

TTL_S = 86_400
LIFE = timedelta(days=30)
# Renewed at half its time to live: a run that fails has twelve hours to be repaired before readers turn amber.
RENEW = timedelta(seconds=TTL_S // 2)
PAGE = 1000  # tokens in memory at once: half a megabyte

# One row a key: a few for each ministry and year.
_DUE = text("""
SELECT r.kid FROM status_range r LEFT JOIN LATERAL (
    SELECT c.changes, c.documents, c.created_at FROM register_copy c
    WHERE c.kind = :kind AND c.kid = r.kid ORDER BY c.number DESC LIMIT 1) c ON true
WHERE c.created_at IS NULL OR c.created_at <= :renew
      OR (:kind = 'list' AND (c.changes <> r.changes OR c.documents < r.size))
ORDER BY r.kid
""")


def due(connection: Connection, at: datetime) -> list[bytes]:
    """The keys whose list says too little (something changed, or it has grown), or is twelve hours old."""
    return _keys_due(connection, "list", at)


def due_filters(connection: Connection, at: datetime) -> list[bytes]:
    """The keys without a register of issued seals younger than twelve hours."""
    return _keys_due(connection, "filter", at)


def publish(
    connection: Connection, keyring: Keyring, kid: bytes, registers_signer: Signer, at: datetime, *, uri: str
) -> bytes:
    """The next list of ``kid`` (4 bytes), as the bundle's ``list_uri`` of the key names it. Raises SigningFailed.

    Two at once make two lists, one after the other. The list reaches one block beyond the places in use, so that a
    document issued meanwhile is in the list that a reader holds. Signs within the transaction: it holds one row that
    only revocations wait for.
    """
    del keyring
    row = connection.execute(
        select(STATUS_RANGE).where(STATUS_RANGE.c.kid == kid).with_for_update()
    ).one_or_none()
    size, changes = (row.size, row.changes) if row else (places.BLOCK, 0)
    number = copies.newest_number(connection, kid, "list") + 1
    blank = StatusList(
        uri=uri, number=number, statuses=status_list.blank(min(size + places.BLOCK, places.SIZE_MAX)),
        iat=at, ttl=TTL_S, exp=at + LIFE,
    )  # fmt: skip
    body = status_list.seal(blank.with_status(_statuses(connection, kid)), registers_signer)
    _keep(connection, "list", kid, number, body, at, changes=changes, documents=size)
    copies.forget(connection, kid)
    return body


def publish_filter(
    database: Database, keyring: Keyring, kid: bytes, registers_signer: Signer, at: datetime
) -> bytes:
    """The next register of issued seals of ``kid``. Raises ValueError for the key itself, SigningFailed.

    Readers call FORGED what it does not hold and is dated before it. So first, in a transaction of its own, every
    seal that is being made is waited for and no later one is dated before ``at``; only then is it read what there is.
    """
    with database.transaction() as connection:
        words = {"lock_class": places.LOCK_CLASS, "lock_key": places.lock_key(kid)}
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock_class, :lock_key)"), words)
        connection.execute(
            update(STATUS_RANGE)
            .where(STATUS_RANGE.c.kid == kid)
            .values(watched_at=text("greatest(watched_at, CAST(:at AS timestamptz))")),
            {"at": at},
        )
    payloads = list(_payloads(database, keyring, kid))
    body = issued_filter.seal(issued_filter.build(payloads, max(len(payloads), 1), kid, at), registers_signer)
    with database.transaction() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock_class, :lock_key)"), words)
        number = copies.newest_number(connection, kid, "filter") + 1
        _keep(connection, "filter", kid, number, body, at, documents=len(payloads))
        copies.forget(connection, kid)
    return body


def _keys_due(connection: Connection, kind: str, at: datetime) -> list[bytes]:
    rows = connection.execute(_DUE, {"kind": kind, "renew": at - RENEW}).scalars()
    return [bytes(kid) for kid in rows]


def _statuses(connection: Connection, kid: bytes) -> dict[int, Status]:
    row = SEALED_DOCUMENT.c
    query = select(row.status_index, row.state).where(row.kid == kid, row.state != "valid")
    return {index: STATUSES[state] for index, state in connection.execute(query)}


def _payloads(database: Database, keyring: Keyring, kid: bytes) -> Iterator[bytes]:
    """The signed claims of every token of a key, in pages by their places: the index that is there."""
    row, after = SEALED_DOCUMENT.c, -1
    while True:
        with database.transaction() as connection:
            page = connection.execute(
                select(row.id, row.status_index, row.token_sealed)
                .where(row.kid == kid, row.status_index > after)
                .order_by(row.status_index)
                .limit(PAGE)
            ).all()
        if not page:
            return
        for each in page:
            yield cose.take_apart(seals.unseal(keyring, "token", each.id, each.token_sealed)).payload
        after = page[-1].status_index


def _keep(
    connection: Connection, kind: str, kid: bytes, number: int, body: bytes, at: datetime, **made_of: int
) -> None:
    connection.execute(
        insert(REGISTER_COPY).values(kind=kind, kid=kid, number=number, body=body, created_at=at, **made_of)
    )
