"""What cases hold of a phone, as its owner may see it. Not the code of a case, nor what services told each other."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, func, select

from cases import lifecycle, seals
from cases.note_tables import CASE_NOTE
from cases.screen_tables import SHOWN_SCREEN
from cases.screens import unseal_text
from cases.tables import CASE_EVENT, CASE_FILE
from kernel.crypto import Keyring
from kernel.personal import ROWS_MAX, Rows

_OWN = (
    "reference", "service", "administration", "region", "state", "state_since", "opened_at", "checked_at",
    "language", "network", "fee_xof", "external_id", "answers_erased_at",
)  # fmt: skip


def cases_of_phone(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """Newest first, each with its ``answers``, its ``events`` and how many ``internal_notes`` there are."""
    index = seals.phone_index(keyring, phone)
    newest = select(CASE_FILE).where(CASE_FILE.c.phone_index == index).order_by(CASE_FILE.c.opened_at.desc())
    cases = connection.execute(newest.limit(ROWS_MAX)).all()
    mine = select(CASE_FILE.c.id).where(CASE_FILE.c.phone_index == index)
    notes = select(CASE_NOTE.c.case_id, func.count().label("notes")).where(CASE_NOTE.c.case_id.in_(mine))
    rows = connection.execute(notes.group_by(CASE_NOTE.c.case_id))
    counted = {row.case_id: row.notes for row in rows}
    story: dict[str, Rows] = defaultdict(list)
    events = select(CASE_EVENT).where(CASE_EVENT.c.case_id.in_(mine)).order_by(CASE_EVENT.c.id)
    for event in connection.execute(events):
        story[event.case_id].append(_event(keyring, event))
    return [
        {
            **{name: getattr(case, name) for name in _OWN},
            "answers": seals.unseal_answers(keyring, case.id, case.answers_sealed),
            "events": story[case.id],
            "internal_notes": counted.get(case.id, 0),
        }
        for case in cases
    ]


def screens_of_phone(connection: Connection, keyring: Keyring, phone: str) -> Rows:
    """The screens of the last month, newest first."""
    shown = SHOWN_SCREEN.c
    query = select(SHOWN_SCREEN).where(shown.phone_index == seals.phone_index(keyring, phone))
    rows = connection.execute(query.order_by(shown.at.desc(), shown.id.desc()).limit(ROWS_MAX))
    return [{"at": row.at, "name": row.name, "text": unseal_text(keyring, row)} for row in rows]


def _event(keyring: Keyring, event: Row[Any]) -> dict[str, Any]:
    note = (
        seals.unseal_note(keyring, event.case_id, event.note_sealed) if event.kind in lifecycle.TOLD else None
    )
    return {
        "at": event.at, "kind": event.kind, "from_state": event.from_state, "to_state": event.to_state,
        "source": event.source, "note": note,
    }  # fmt: skip
