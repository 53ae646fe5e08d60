"""What services tell each other on a case: written once, sealed, read in order. Not what the citizen is told."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from cases.note_tables import CASE_NOTE
from kernel import clock
from kernel.crypto import Keyring

# A paragraph: what is longer belongs in the file of the administration.
LONGEST = 300
# A page of the conversation; the rest is reached by ``after``.
ROWS_MAX = 100


class NoteRefused(ValueError):
    """Nothing but blanks, or more than LONGEST characters."""

    retry = False


@dataclass(frozen=True, slots=True)
class Note:
    """``author`` as the audit trail names them, ``office`` the administration or role they spoke for."""

    id: int
    at: datetime
    author: str
    office: str
    text: str = field(repr=False)


def write(connection: Connection, keyring: Keyring, case_id: str, author: str, office: str, text: str) -> int:
    """The id of the new note. Raises NoteRefused."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise NoteRefused("a note has 1 to 300 characters")
    note_id: int = connection.execute(
        insert(CASE_NOTE)
        .values(
            case_id=case_id,
            at=clock.now(),
            author=author,
            office=office,
            body_sealed=seal_text(keyring, case_id, words),
        )
        .returning(CASE_NOTE.c.id)
    ).scalar_one()
    return note_id


def of_case(connection: Connection, keyring: Keyring, case_id: str, *, after: int = 0) -> list[Note]:
    """Those behind ``after``, oldest first; without it the newest ROWS_MAX."""
    query = select(CASE_NOTE).where(CASE_NOTE.c.case_id == case_id, CASE_NOTE.c.id > after)
    # From the end when the beginning may be a long way off: a page shows what was said last.
    order = CASE_NOTE.c.id if after else CASE_NOTE.c.id.desc()
    rows = connection.execute(query.order_by(order).limit(ROWS_MAX)).all()
    found = [
        Note(
            row.id, row.at, row.author, row.office, keyring.open(row.body_sealed, _context(case_id)).decode()
        )
        for row in rows
    ]
    return sorted(found, key=lambda note: note.id)


def seal_text(keyring: Keyring, case_id: str, words: str) -> bytes:
    """``words`` as the column holds them."""
    return keyring.seal(words.encode(), _context(case_id))


def _context(case_id: str) -> str:
    return f"case_note.body:{case_id}"
