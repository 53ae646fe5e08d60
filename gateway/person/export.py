"""Everything that is held about a phone, as one JSON object. It changes nothing but the trail.

Shape, version 1: {"version", "phone", "made_at", "sections": {name: {"rows": [...], "complete": bool}}}. The rows of a
section are those of the room that reads them (``kernel.personal.Section``); times are ISO 8601, money whole francs.
"""

from collections.abc import Callable
from typing import Any

from gateway.person.asking import person_index, subject
from gateway.person.rooms import sections
from kernel import audit, clock
from kernel.crypto import Keyring
from kernel.database import Database
from kernel.personal import ROWS_MAX
from payments.refunds import two_persons

VERSION = 1
# Some sections are walks through whole tables: a minute or two at tens of millions of rows.
PATIENCE_MS = 600_000

Progress = Callable[[str], None]


def export(database: Database, keyring: Keyring, phone: str, *, by: str, say: Progress) -> dict[str, Any]:
    """All sections, read one after the other, each in a transaction of its own. ``phone`` is E.164.

    ``say`` is told the name of each section before it is read. Audited before it is handed out, as counts.
    """
    held: dict[str, Any] = {}
    patient = Database(database.url, pool_size=1, statement_timeout_ms=PATIENCE_MS)
    try:
        every = tuple(sections())
        for number, section in enumerate(every, 1):
            say(f"{number} of {len(every)}: {section.name.replace('_', ' ')}")
            with patient.transaction() as connection:
                rows = section.read(connection, keyring, phone)
            held[section.name] = {"rows": rows, "complete": len(rows) < ROWS_MAX}
    finally:
        patient.close()
    counted = {name: len(section["rows"]) for name, section in held.items() if section["rows"]}
    with database.transaction() as connection:
        index = person_index(keyring, phone)
        audit.append(connection, two_persons.actor(by), "person.export", subject(index), counted)
    return {"version": VERSION, "phone": phone, "made_at": clock.now(), "sections": held}
