"""Erasing a person, room by room, a few rows a transaction: killed at any moment, it is run again and goes on."""

from dataclasses import dataclass, field

from gateway.person import asking
from gateway.person.export import PATIENCE_MS, Progress
from gateway.person.rooms import erasures, sections
from kernel import audit, clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.personal import Erasure
from kernel.session_store import SessionStore
from payments.refunds import two_persons

REMEMBERED = "language and last session remembered in Redis"


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a section that are left, and why."""

    section: str
    rows: int
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """``erased``: what -> how many rows of this run; ``kept``: what is left, and why."""

    erased: dict[str, int] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()


def erase(
    database: Database, keyring: Keyring, sessions: SessionStore, phone: str, *, wish: str, by: str, say: Progress
) -> Done:  # fmt: skip
    """Erase all that may be, note it in the trail and end the ``wish`` that two persons decided. ``phone`` is E.164.

    ``say`` is told what is being erased and how many rows of it are gone. Raises StoreUnavailable: run it again.
    """
    patient = Database(database.url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
    try:
        # First: a session that goes on would bring the language back with its next step.
        erased = {REMEMBERED: sessions.forget(phone)}
        for erasure in erasures():
            erased[erasure.what] = _all(patient, keyring, erasure, phone, say)
        kept = tuple(_left(patient, keyring, phone))
    finally:
        patient.close()
    gone = {what: rows for what, rows in erased.items() if rows}
    with database.transaction() as connection:
        asking.finish(connection, wish, clock.now())
        said = {"erased": gone, "kept": {each.section: each.rows for each in kept}}
        index = asking.person_index(keyring, phone)
        audit.append(connection, two_persons.actor(by), "person.erase.done", asking.subject(index), said)
    return Done(gone, kept)


def _all(database: Database, keyring: Keyring, erasure: Erasure, phone: str, say: Progress) -> int:
    rows = 0
    while True:
        say(f"{erasure.what}: {rows}")
        with database.transaction() as connection:
            some = erasure.run(connection, keyring, phone, clock.now())
        if not some:
            return rows
        rows += some


def _left(database: Database, keyring: Keyring, phone: str) -> list[Kept]:
    left = []
    for section in sections():
        with database.transaction() as connection:
            rows = len(section.read(connection, keyring, phone))
        if rows:
            left.append(Kept(section.name, rows, section.kept))
    return left
