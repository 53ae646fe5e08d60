"""One document as the rooms above read it: what the paper shows, its token, its file. Changes nothing but the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from kernel.crypto import Keyring
from kernel.ids import ReferenceRefused, parse_reference
from verification.registry import codes, seals
from verification.registry.errors import RegistryRefused
from verification.registry.tables import DOCUMENT_EVENT, DOCUMENT_PROPOSAL, SEALED_DOCUMENT

PDF_MAX = 1 << 20  # bytes; a paper of ours is 30 to 60 kB
LIST_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sealed document, opened. ``kind`` and ``copy_kind`` are numbers of `doc_type`; ``pdf`` is None until kept."""

    id: str
    number: str
    code: str = field(repr=False)
    kind: int
    copy_kind: int
    kid: bytes
    state: str
    token: bytes = field(repr=False)
    shown: Mapping[str, str] = field(repr=False)
    pdf: bytes | None = field(repr=False)
    cause: str
    subject: str
    service: int | None
    issuer: str
    holder_phone: str | None = field(repr=False)
    one_use: bool
    issued_at: datetime
    expires_at: datetime | None
    replaced_by: str | None
    replaces: str | None


def find(connection: Connection, keyring: Keyring, code_key: bytes, number: str) -> Paper | None:
    """By the 12 digits, however they were typed. Raises SealBroken, KeyMissing."""
    try:
        digits = parse_reference(number)
    except ReferenceRefused:
        return None
    return _one(connection, keyring, code_key, SEALED_DOCUMENT.c.number == digits)


def of_id(connection: Connection, keyring: Keyring, code_key: bytes, document_id: str) -> Paper | None:
    """By what "document.status" and "document.double_use" carry."""
    return _one(connection, keyring, code_key, SEALED_DOCUMENT.c.id == document_id)


def of_cause(connection: Connection, keyring: Keyring, code_key: bytes, cause: str) -> Paper | None:
    """By what it was issued for."""
    return _one(connection, keyring, code_key, SEALED_DOCUMENT.c.cause == cause)


def keep_pdf(connection: Connection, keyring: Keyring, document_id: str, pdf: bytes) -> bool:
    """Store the finished file; False when one is there already, which then stands. Raises RegistryRefused ("pdf")."""
    if not 0 < len(pdf) <= PDF_MAX:
        raise RegistryRefused("pdf")
    changed = connection.execute(
        update(SEALED_DOCUMENT)
        .where(SEALED_DOCUMENT.c.id == document_id, SEALED_DOCUMENT.c.pdf_sealed.is_(None))
        .values(pdf_sealed=seals.seal(keyring, "pdf", document_id, pdf))
    )
    return changed.rowcount == 1


def list_documents(connection: Connection, *, limit: int = LIST_MAX) -> list[dict[str, Any]]:
    """Newest first, at most 200, with nothing personal."""
    row = SEALED_DOCUMENT.c
    names = (row.number, row.kind, row.copy_kind, row.state, row.issuer, row.service, row.subject, row.cause,
             row.one_use, row.issued_at, row.expires_at, row.replaced_by, row.replaces)  # fmt: skip
    query = select(*names).order_by(row.issued_at.desc(), row.number).limit(min(limit, LIST_MAX))
    return [dict(each) for each in connection.execute(query).mappings()]


def numbers_of_holder(connection: Connection, keyring: Keyring, phone: str, limit: int = 5) -> list[str]:
    """The documents of a phone, newest first."""
    row = SEALED_DOCUMENT.c
    query = (
        select(row.number)
        .where(row.holder_index == seals.holder_index(keyring, phone))
        .order_by(row.issued_at.desc())
        .limit(min(limit, LIST_MAX))
    )
    return list(connection.execute(query).scalars())


def story(connection: Connection, document_id: str) -> list[dict[str, Any]]:
    """What happened to it, oldest first: act, state after, who, and by which decision or evidence."""
    event, wish = DOCUMENT_EVENT.c, DOCUMENT_PROPOSAL.c
    query = (
        select(event.at, event.act, event.state, event.actor, event.evidence, wish.reason, wish.proposed_by)
        .select_from(DOCUMENT_EVENT)
        .join(DOCUMENT_PROPOSAL, wish.id == event.proposal_id, isouter=True)
        .where(event.document_id == document_id)
        .order_by(event.id)
    )
    return [dict(each) for each in connection.execute(query).mappings()]


def proposals(connection: Connection, *, limit: int = LIST_MAX) -> list[dict[str, Any]]:
    """Open wishes, oldest first: what a second person decides."""
    wish = DOCUMENT_PROPOSAL.c
    query = (
        select(wish.id, SEALED_DOCUMENT.c.number, wish.act, wish.reason, wish.proposed_by, wish.proposed_at)
        .select_from(DOCUMENT_PROPOSAL)
        .join(SEALED_DOCUMENT, SEALED_DOCUMENT.c.id == wish.document_id)
        .where(wish.decided_at.is_(None))
        .order_by(wish.proposed_at, wish.id)
        .limit(min(limit, LIST_MAX))
    )
    return [dict(each) for each in connection.execute(query).mappings()]


def _one(
    connection: Connection, keyring: Keyring, code_key: bytes, where: ColumnElement[bool]
) -> Paper | None:
    row = connection.execute(select(SEALED_DOCUMENT).where(where)).one_or_none()
    return None if row is None else _opened(keyring, code_key, row)


def _opened(keyring: Keyring, code_key: bytes, row: Row[Any]) -> Paper:
    pdf, holder = row.pdf_sealed, row.holder_sealed
    return Paper(
        id=row.id, number=row.number, code=codes.code_of(code_key, row.number), kind=row.kind,
        copy_kind=row.copy_kind, kid=bytes(row.kid), state=row.state,
        token=seals.unseal(keyring, "token", row.id, row.token_sealed),
        shown=seals.unseal_print(keyring, row.id, row.print_sealed),
        pdf=None if pdf is None else seals.unseal(keyring, "pdf", row.id, pdf),
        cause=row.cause, subject=row.subject, service=row.service, issuer=row.issuer,
        holder_phone=None if holder is None else seals.unseal(keyring, "holder", row.id, holder).decode(),
        one_use=row.one_use, issued_at=row.issued_at, expires_at=row.expires_at,
        replaced_by=row.replaced_by, replaces=row.replaces,
    )  # fmt: skip
