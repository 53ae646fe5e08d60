"""What readers are given: the newest bundle, each key's newest list and filter, deltas from older lists."""

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from verification import bundle, delta, status_list
from verification.bundle import TrustBundle
from verification.keys import PublicKey
from verification.registry.errors import RegistryRefused
from verification.registry.published_tables import REGISTER_COPY, TRUST_BUNDLE
from verification.signer import Signer
from verification.status_list import StatusList

# A list a day and one a revocation: a reader that was away for longer takes the whole list.
LISTS_KEPT = 400
# The one being fetched and the newest.
FILTERS_KEPT = 2


def newest(connection: Connection, kid: bytes, kind: str = "list") -> bytes | None:
    """The newest "list" or "filter" of a key, None before the first."""
    copy = REGISTER_COPY.c
    found: bytes | None = connection.execute(
        select(copy.body)
        .where(copy.kind == kind, copy.kid == kid)
        .order_by(copy.number.desc(), copy.base.desc())
        .limit(1)
    ).scalar()
    return None if found is None else bytes(found)


def newest_number(connection: Connection, kid: bytes, kind: str) -> int:
    """Its number, 0 before the first."""
    copy = REGISTER_COPY.c
    found = connection.execute(
        select(copy.number).where(copy.kind == kind, copy.kid == kid).order_by(copy.number.desc()).limit(1)
    ).scalar()
    return int(found or 0)


def keep_bundle(connection: Connection, body: bytes, root: PublicKey, at: datetime) -> TrustBundle:
    """Publish a bundle that the root signed. The same again is not an error.

    Raises BundleForged, RegistryRefused ("bundle") for one not newer than the published.
    """
    held = newest_bundle(connection)
    known = _opened(held, root) if held else None
    given = _opened(body, root, known)
    if held == body:
        return given
    if known is not None and given.number <= known.number:
        raise RegistryRefused("bundle")
    values = {"number": given.number, "body": body, "created_at": at}
    connection.execute(insert(TRUST_BUNDLE).values(values))
    return given


def newest_bundle(connection: Connection) -> bytes | None:
    """The bundle to serve, None before the first."""
    found: bytes | None = connection.execute(
        select(TRUST_BUNDLE.c.body).order_by(TRUST_BUNDLE.c.number.desc()).limit(1)
    ).scalar()
    return None if found is None else bytes(found)


def delta_since(connection: Connection, kid: bytes, base: int, signer: Signer, at: datetime) -> bytes | None:
    """From list ``base`` to the newest, for an SMS or a colleague's screen; None when ``base`` is the newest.

    Made once and kept. Raises RegistryRefused ("base") for a list that is not kept, "large" beyond 64 KiB.
    """
    last = newest_number(connection, kid, "list")
    if base >= last:
        return None
    copy = REGISTER_COPY.c
    known = connection.execute(
        select(copy.body).where(copy.kind == "delta", copy.kid == kid, copy.number == last, copy.base == base)
    ).scalar()
    if known is not None:
        return bytes(known)
    old, new = (_list(connection, kid, number) for number in (base, last))
    body = delta.seal(delta.between(old, new, kid), signer, new.size)
    if len(body) > delta.LIMITS.bytes:
        raise RegistryRefused("large")
    values = {"kind": "delta", "kid": kid, "number": last, "base": base, "body": body, "created_at": at}
    connection.execute(insert(REGISTER_COPY).values(values).on_conflict_do_nothing())
    return body


def forget(connection: Connection, kid: bytes) -> int:
    """Drop lists, filters and deltas that nobody needs any more; how many."""
    copy = REGISTER_COPY.c
    last, watched = newest_number(connection, kid, "list"), newest_number(connection, kid, "filter")
    old = (
        ((copy.kind == "list") & (copy.number <= last - LISTS_KEPT))
        | ((copy.kind == "delta") & (copy.number < last))
        | ((copy.kind == "filter") & (copy.number <= watched - FILTERS_KEPT))
    )
    return connection.execute(delete(REGISTER_COPY).where(copy.kid == kid, old)).rowcount


def _opened(body: bytes, root: PublicKey, known: TrustBundle | None = None) -> TrustBundle:
    following = known.next_root_hash if known else b""
    return bundle.open_sealed(body, root, next_root_hash=following)


def _list(connection: Connection, kid: bytes, number: int) -> StatusList:
    copy = REGISTER_COPY.c
    body = connection.execute(
        select(copy.body).where(copy.kind == "list", copy.kid == kid, copy.number == number)
    ).scalar()
    if body is None:
        raise RegistryRefused("base")
    _, statuses = status_list.take_apart(bytes(body))
    return statuses
