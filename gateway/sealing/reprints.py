"""Asking for a duplicata: whether there may be one more, and which ordinal it has. It draws nothing: `copies` does."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from gateway.seals import Seals
from kernel import audit, outbox
from verification.doc_type import CopyKind
from verification.registry import papers
from verification.registry.errors import RegistryRefused
from verification.registry.papers import Paper
from verification.registry.tables import SEALED_DOCUMENT

LANE = "documents"
TOPIC = "document.duplicata"
# A holder loses a paper twice in its life; whoever needs more is asked why.
DUPLICATA_MAX = 9


@dataclass(frozen=True, slots=True)
class Reprint:
    """``ordinal`` counts from 1; ``cause`` has one document ever, so asking twice at once prints one."""

    original: Paper
    ordinal: int

    @property
    def cause(self) -> str:
        return f"{self.original.cause}:duplicata:{self.ordinal}"


def next_of(connection: Connection, seals: Seals, number: str) -> Reprint:
    """The one after those there are, `bounded` or not. Raises RegistryRefused (number, state)."""
    original = papers.find(connection, seals.keyring, seals.code_key, number)
    if original is None:
        raise RegistryRefused("number")
    # What a paper says may have been erased: it has no copy any more.
    if original.state != "valid" or original.copy_kind != CopyKind.ORIGINAL or not original.shown:
        raise RegistryRefused("state")
    return Reprint(original, _copies(connection, original.subject, original.cause) + 1)


def bounded(wanted: Reprint) -> Reprint:
    """Raises RegistryRefused ("copies") for one too many."""
    if wanted.ordinal > DUPLICATA_MAX:
        raise RegistryRefused("copies")
    return wanted


def ask(connection: Connection, seals: Seals, number: str, by: str) -> int:
    """Have it made by the lane's worker, which has the keys; its ordinal. Raises RegistryRefused."""
    wanted = bounded(next_of(connection, seals, number))
    payload = {"ordinal": wanted.ordinal, "by": by}
    outbox.publish(connection, TOPIC, wanted.original.number, lane=LANE, payload=payload)
    audit.append(
        connection, f"staff:{by}", "document.duplicata_asked", wanted.original.id, {"ordinal": wanted.ordinal}
    )
    return wanted.ordinal


def _copies(connection: Connection, subject: str, cause: str) -> int:
    row = SEALED_DOCUMENT.c
    # By the subject, which has an index: the beginning of a text has none where letters are sorted as people do.
    made = row.cause.startswith(f"{cause}:duplicata:", autoescape=True)
    query = select(func.count()).where(row.subject == subject, made)
    return int(connection.execute(query).scalar_one())
