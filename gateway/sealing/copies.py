"""Reprints: a duplicata is a document of its own with the words of the first (UEMOA Decision 01/2003)."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.sealing import reprints
from gateway.sealing.lines import kind_of
from gateway.sealing.making import Wanted, make
from gateway.sealing.reprints import Reprint
from gateway.seals import Seals
from kernel import audit
from payments import quittances
from verification import token
from verification.doc_type import CopyKind
from verification.kinds import Prepared
from verification.registry.errors import RegistryRefused
from verification.registry.request import Issued

# What the register gives each document anew.
_ANEW = frozenset(
    {"index", "doc_type", "serial", "issued_at", "expires_at", "copy_kind", "issuer", "replaces"}
)


def duplicata(seals: Seals, number: str, by: str, at: datetime, ordinal: int | None = None) -> Issued:
    """Seal and print one more, marked so; that of ``ordinal``, once, when one is given.

    Raises RegistryRefused (number, state, copies) and what `make` does.
    """
    with seals.database.transaction() as connection:
        following = reprints.next_of(connection, seals, number)
    asked = Reprint(following.original, ordinal) if ordinal else reprints.bounded(following)
    original, wanted = asked.original, _wanted(seals, asked, by)

    def marked(connection: Connection, issued: Issued) -> None:
        said = {"number": issued.number, "copy": asked.ordinal}
        audit.append(connection, wanted.actor, "document.duplicata", original.id, said)
        if original.cause.startswith("quittance:"):
            quittances.duplicata(connection, int(original.cause.partition(":")[2]))

    return make(seals, wanted, at, marked)


def _wanted(seals: Seals, asked: Reprint, by: str) -> Wanted:
    original = asked.original
    kind, document = kind_of(seals.catalogue, original.kind), token.read(original.token).document
    if kind is None or document is None:
        raise RegistryRefused("number")
    said: dict[str, Any] = {
        each.name: getattr(document, each.name) for each in fields(document) if each.name not in _ANEW
    }
    country = next(code for code, office in kind.offices.items() if office.issuer == original.issuer)
    return Wanted(
        kind=kind, country=country, cause=asked.cause, subject=original.subject, service=original.service,
        prepared=Prepared(original.issuer, original.one_use, said, original.shown, original.expires_at),
        holder=original.holder_phone, copy_kind=CopyKind.DUPLICATA, ordinal=asked.ordinal, actor=f"staff:{by}",
    )  # fmt: skip
