"""Reprints: a duplicata is a document of its own with the words of the first (UEMOA Decision 01/2003)."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from gateway.sealing_lines import kind_of
from gateway.sealing_making import Wanted, make
from gateway.seals import Seals
from kernel import audit
from payments import quittances
from verification import token
from verification.doc_type import CopyKind
from verification.kinds import Prepared
from verification.registry import papers
from verification.registry.errors import RegistryRefused
from verification.registry.papers import Paper
from verification.registry.request import Issued
from verification.registry.tables import SEALED_DOCUMENT

# A holder loses a paper twice in its life; whoever needs more is asked why.
DUPLICATA_MAX = 9
# What the register gives each document anew.
_ANEW = frozenset(
    {"index", "doc_type", "serial", "issued_at", "expires_at", "copy_kind", "issuer", "replaces"}
)


def duplicata(seals: Seals, number: str, by: str, at: datetime) -> Issued:
    """Seal and print one more, marked so. Raises RegistryRefused (number, state, copies) and what `make` does."""
    with seals.database.transaction() as connection:
        original = papers.find(connection, seals.keyring, seals.code_key, number)
        if original is None:
            raise RegistryRefused("number")
        if original.state != "valid" or original.copy_kind != CopyKind.ORIGINAL:
            raise RegistryRefused("state")
        count = _copies(connection, original.cause)
    if count >= DUPLICATA_MAX:
        raise RegistryRefused("copies")
    wanted = _wanted(seals, original, f"{original.cause}:duplicata:{count + 1}", by)

    def marked(connection: Connection, issued: Issued) -> None:
        audit.append(
            connection, wanted.actor, "document.duplicata", original.id, {"number": issued.number, "copy": count + 1}
        )  # fmt: skip
        if original.cause.startswith("quittance:"):
            quittances.duplicata(connection, int(original.cause.partition(":")[2]))

    return make(seals, wanted, at, marked)


def _wanted(seals: Seals, original: Paper, cause: str, by: str) -> Wanted:
    kind, document = kind_of(seals.catalogue, original.kind), token.read(original.token).document
    if kind is None or document is None:
        raise RegistryRefused("number")
    said: dict[str, Any] = {
        each.name: getattr(document, each.name) for each in fields(document) if each.name not in _ANEW
    }
    country = next(code for code, office in kind.offices.items() if office.issuer == original.issuer)
    return Wanted(
        kind=kind, country=country, cause=cause, subject=original.subject, service=original.service,
        prepared=Prepared(original.issuer, original.one_use, said, original.shown, original.expires_at),
        holder=original.holder_phone, copy_kind=CopyKind.DUPLICATA, actor=f"staff:{by}",
    )  # fmt: skip


def _copies(connection: Connection, cause: str) -> int:
    row = SEALED_DOCUMENT.c
    query = select(func.count()).where(row.cause.startswith(f"{cause}:duplicata:", autoescape=True))
    return int(connection.execute(query).scalar_one())
