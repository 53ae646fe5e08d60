"""Reprints: a duplicata is a document of its own with the words of the first (UEMOA Decision 01/2003)."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.sealing import reprints
from gateway.sealing.lines import kind_of
from gateway.sealing.making import Wanted, make
from gateway.sealing.reprints import NumberTaken, Reprint
from gateway.seals import NotMade, Seals
from kernel import audit
from verification import token
from verification.doc_type import CopyKind
from verification.kinds import Prepared
from verification.registry.errors import RegistryRefused
from verification.registry.request import Issued

# Drawing one takes some 100 ms; a copy by SMS five times within them, one after the other, is a script.
TRIES_MAX = 5
# What the register gives each document anew.
_ANEW = frozenset(
    {"index", "doc_type", "serial", "issued_at", "expires_at", "copy_kind", "issuer", "replaces"}
)


def duplicata(seals: Seals, number: str, by: str, at: datetime) -> Issued:
    """Seal and print one more, marked so.

    Raises RegistryRefused (number, state, copies), NotMade and what `make` does.
    """
    for _ in range(TRIES_MAX):
        issued = _made(seals, reprints.bounded(_following(seals, number)), by, at)
        if issued is not None:
            return issued
    raise NotMade


def ensure(seals: Seals, number: str, nth: int, by: str, at: datetime) -> None:
    """Seal and print the ``nth`` paper, once, however often this is called. Raises what `duplicata` does."""
    for _ in range(TRIES_MAX):
        following = _following(seals, number)
        if following.nth > nth or _made(seals, following, by, at) is not None:
            return
    raise NotMade


def _following(seals: Seals, number: str) -> Reprint:
    with seals.database.transaction() as connection:
        return reprints.next_of(connection, seals, number)


def _made(seals: Seals, asked: Reprint, by: str, at: datetime) -> Issued | None:
    """None: its number went to another copy meanwhile."""
    wanted = _wanted(seals, asked, by)

    def marked(connection: Connection, issued: Issued) -> None:
        reprints.take(connection, asked)
        said = {"number": issued.number, "copy": asked.ordinal}
        audit.append(connection, wanted.actor, "document.duplicata", asked.original.id, said)

    try:
        return make(seals, wanted, at, marked)
    except NumberTaken:
        return None


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
