"""Erasing what a case says of a person, once it is closed: answers, sentences, screens. Its story and number stay."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, select, update

from cases import notes, seals
from cases.note_tables import CASE_NOTE
from cases.screen_tables import SHOWN_SCREEN
from cases.tables import CASE_EVENT, CASE_FILE, CLOSED
from kernel.crypto import Keyring
from kernel.personal import BATCH, is_empty


class OpenCase(NamedTuple):
    """A case whose answers somebody still needs."""

    reference: str
    state: str


def open_of_phone(connection: Connection, keyring: Keyring, phone: str) -> list[OpenCase]:
    """The newest 20 cases of a phone that keep it from being erased."""
    case = CASE_FILE.c
    query = select(case.reference, case.state).where(
        case.phone_index == seals.phone_index(keyring, phone), case.state.not_in(CLOSED)
    )
    rows = connection.execute(query.order_by(case.opened_at.desc()).limit(20))
    return [OpenCase(row.reference, row.state) for row in rows]


def erase_answers(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """Those of the closed cases of a phone."""
    return _empty(connection, keyring, at, _closed_of(keyring, phone), wait=True)


def erase_due(
    connection: Connection, keyring: Keyring, administration: str, closed_before: datetime, at: datetime
) -> int:
    """The answers of an administration's cases that were closed before then, the oldest first; how many cases."""
    return _empty(connection, keyring, at, due(administration, closed_before), wait=False)


def due(administration: str, closed_before: datetime) -> ColumnElement[bool]:
    """Which cases those are: by ``ix_case_file_answers``."""
    case = CASE_FILE.c
    open_answers = case.answers_erased_at.is_(None) & case.state.in_(CLOSED)
    return open_answers & (case.administration == administration) & (case.state_since < closed_before)


def erase_sentences(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """What the citizen was told, and what administrations reported: the event stays, without its words."""
    del at
    event = CASE_EVENT.c
    mine = select(CASE_FILE.c.id).where(_closed_of(keyring, phone))
    some = select(event.id).where(event.case_id.in_(mine), event.note_sealed.is_not(None)).limit(BATCH)
    return connection.execute(
        update(CASE_EVENT).where(event.id.in_(some)).values(note_sealed=None)
    ).rowcount  # fmt: skip


def erase_notes(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """What services told each other: who wrote and when stays."""
    del at
    note = CASE_NOTE.c
    mine = select(CASE_FILE.c.id).where(_closed_of(keyring, phone))
    some = select(note.id, note.case_id).where(note.case_id.in_(mine), ~is_empty(note.body_sealed))
    rows = connection.execute(some.limit(BATCH)).all()
    for row in rows:
        empty = notes.seal_text(keyring, row.case_id, "")
        connection.execute(update(CASE_NOTE).where(note.id == row.id).values(body_sealed=empty))
    return len(rows)


def erase_screens(connection: Connection, keyring: Keyring, phone: str, at: datetime) -> int:
    """What this phone was shown, rows and all: they serve no account."""
    del at
    shown = SHOWN_SCREEN.c
    some = select(shown.id).where(shown.phone_index == seals.phone_index(keyring, phone)).limit(BATCH)
    return connection.execute(delete(SHOWN_SCREEN).where(shown.id.in_(some))).rowcount


def _closed_of(keyring: Keyring, phone: str) -> ColumnElement[bool]:
    index = seals.phone_index(keyring, phone)
    return (CASE_FILE.c.phone_index == index) & CASE_FILE.c.state.in_(CLOSED)


def _empty(
    connection: Connection, keyring: Keyring, at: datetime, which: ColumnElement[bool], *, wait: bool
) -> int:
    """Overwrite with a seal of no answers. A sweep leaves a row that somebody holds to its next turn."""
    case = CASE_FILE.c
    some = select(case.id).where(which, case.answers_erased_at.is_(None)).order_by(case.state_since)
    found = connection.execute(
        some.limit(BATCH).with_for_update(skip_locked=not wait, key_share=True)
    ).scalars()
    ids = list(found)
    for case_id in ids:
        empty = seals.seal_answers(keyring, case_id, {})
        values = {"answers_sealed": empty, "answers_erased_at": at}
        connection.execute(update(CASE_FILE).where(case.id == case_id).values(values))
    return len(ids)
