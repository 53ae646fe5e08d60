"""A document is sealed and entered, once for each cause. Not its paper: `papers` keeps that.

A token holds its number and place, so it is signed between drawing them and entering the row. `issue` does all in the
caller's transaction, which is right for a key in this process (0.2 ms a signature); a key behind a network goes
through `issue_apart`, which holds no connection while it signs. Killed anywhere, a half-made document is nothing:
its number is a hole in a keyed permutation, which nobody can see, and its place is free again.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from kernel.crypto import Keyring
from kernel.database import Database
from verification import token
from verification.doc_type import DocType
from verification.document import Document
from verification.registry import codes, places, seals
from verification.registry.errors import RegistryRefused
from verification.registry.request import Issued, Request
from verification.registry.tables import DOCUMENT_EVENT, SEALED_DOCUMENT
from verification.signer import Signer

# Another process took the place between drawing and entering: one chance in the list's size, five times in a row.
TRIES_MAX = 5
AUTOMATE = "automate"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document with its number and place, neither signed nor entered."""

    id: str
    request: Request
    document: Document = field(repr=False)


def issue(
    connection: Connection,
    keyring: Keyring,
    reference_key: bytes,
    signer: Signer,
    request: Request,
    at: datetime,
    *,
    code_key: bytes,
    actor: str = AUTOMATE,
) -> Issued:
    """Seal and enter; the first document when its cause has one. Five round trips when all goes well.

    Raises RegistryRefused (places, numbers, cause, replaces), SigningFailed, Malformed for a field that cannot be
    sealed.
    """
    for _ in range(TRIES_MAX):
        known = of_cause(connection, keyring, request, code_key)
        if known is not None:
            return known
        drawn = draft(connection, reference_key, signer.kid, request, at)
        sealed = token.issue(drawn.document, signer)
        if enter(connection, keyring, drawn, sealed, signer.kid, actor):
            return _issued(drawn, sealed, code_key)
    raise RegistryRefused("numbers")


def issue_apart(
    database: Database,
    keyring: Keyring,
    reference_key: bytes,
    signer: Signer,
    request: Request,
    at: datetime,
    *,
    code_key: bytes,
    actor: str = AUTOMATE,
) -> Issued:
    """The same with no connection held while it signs: for a key in a device or behind a network."""
    for _ in range(TRIES_MAX):
        with database.transaction() as connection:
            known = of_cause(connection, keyring, request, code_key)
            if known is not None:
                return known
            drawn = draft(connection, reference_key, signer.kid, request, at)
        sealed = token.issue(drawn.document, signer)
        with database.transaction() as connection:
            # A register of issued seals begun meanwhile would not know it and call it forged: then it is sealed anew.
            places.hold(connection, signer.kid)
            dated = drawn.document.issued_at
            late = _dated(places.watched_at(connection, signer.kid), dated) > dated
            if not late and enter(connection, keyring, drawn, sealed, signer.kid, actor):
                return _issued(drawn, sealed, code_key)
    raise RegistryRefused("numbers")


def of_cause(connection: Connection, keyring: Keyring, request: Request, code_key: bytes) -> Issued | None:
    """The document that this cause has already. Raises RegistryRefused ("cause") when it is of another kind."""
    row = connection.execute(
        select(SEALED_DOCUMENT).where(SEALED_DOCUMENT.c.cause == request.cause)
    ).one_or_none()
    if row is None:
        return None
    if row.kind != request.kind or row.copy_kind != request.copy_kind:
        raise RegistryRefused("cause")
    sealed = seals.unseal(keyring, "token", row.id, row.token_sealed)
    return Issued(row.id, row.number, codes.code_of(code_key, row.number), sealed, False, row.issued_at)


def draft(connection: Connection, reference_key: bytes, kid: bytes, request: Request, at: datetime) -> Draft:
    """Draw number and place. Raises RegistryRefused ("places")."""
    place = places.draw(connection, reference_key, kid, at.year)
    document = Document(
        **request.fields,
        index=place.index,
        doc_type=DocType(request.kind),
        serial=place.number,
        copy_kind=request.copy_kind,
        issued_at=_dated(place.watched_at, at),
        expires_at=request.expires_at,
    )
    return Draft(str(uuid.uuid4()), request, document)


def enter(
    connection: Connection, keyring: Keyring, drawn: Draft, sealed: bytes, kid: bytes, actor: str = AUTOMATE
) -> bool:
    """Write the row and its first event; False when the number, the place or the cause was taken meanwhile.

    Raises RegistryRefused ("replaces").
    """
    if drawn.request.replaces:
        _may_succeed(connection, drawn.request.replaces)
    entered = connection.execute(
        insert(SEALED_DOCUMENT)
        .values(_row(keyring, drawn, sealed, kid))
        .on_conflict_do_nothing()
        .returning(SEALED_DOCUMENT.c.id)
    ).scalar()
    if entered is None:
        return False
    if drawn.request.replaces:
        connection.execute(
            update(SEALED_DOCUMENT)
            .where(SEALED_DOCUMENT.c.number == drawn.request.replaces)
            .values(replaced_by=drawn.document.serial)
        )
    connection.execute(
        insert(DOCUMENT_EVENT).values(
            document_id=drawn.id, at=drawn.document.issued_at, act="issue", state="valid", actor=actor
        )
    )
    return True


def _may_succeed(connection: Connection, old: str) -> None:
    """Only what two persons decided to replace has a successor, and only one. Held until the transaction ends."""
    row = connection.execute(
        select(SEALED_DOCUMENT.c.state, SEALED_DOCUMENT.c.replaced_by)
        .where(SEALED_DOCUMENT.c.number == old)
        .with_for_update()
    ).one_or_none()
    if row is None or row.state != "replaced" or row.replaced_by is not None:
        raise RegistryRefused("replaces")


def _row(keyring: Keyring, drawn: Draft, sealed: bytes, kid: bytes) -> dict[str, Any]:
    request, document, phone = drawn.request, drawn.document, drawn.request.holder_phone
    return {
        "id": drawn.id, "number": document.serial, "kind": int(request.kind), "copy_kind": int(request.copy_kind),
        "kid": kid, "status_index": document.index, "state": "valid", "cause": request.cause,
        "token_sealed": seals.seal(keyring, "token", drawn.id, sealed),
        "print_sealed": seals.seal_print(keyring, drawn.id, request.shown),
        "subject": request.subject, "service": request.service, "issuer": request.issuer,
        "holder_index": seals.holder_index(keyring, phone) if phone else None,
        "holder_sealed": seals.seal(keyring, "holder", drawn.id, phone.encode()) if phone else None,
        "one_use": request.one_use, "issued_at": document.issued_at, "expires_at": request.expires_at,
        "replaces": request.replaces or None,
    }  # fmt: skip


def _dated(watched_at: datetime | None, at: datetime) -> datetime:
    """Never before the newest register of issued seals, which could not know it; whole seconds, as tokens have."""
    latest = max(at, watched_at) if watched_at else at
    return latest.astimezone(UTC).replace(microsecond=0)


def _issued(drawn: Draft, sealed: bytes, code_key: bytes) -> Issued:
    number = drawn.document.serial
    return Issued(drawn.id, number, codes.code_of(code_key, number), sealed, True, drawn.document.issued_at)
