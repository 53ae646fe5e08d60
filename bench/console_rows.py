"""What the console's pages are measured on: the cases of ``case_rows`` with five events each, and some that open.

Only these hold a phone, answers, messages, screens and notes that open. The rest is the crowd.
"""

from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import Connection, Row, select, update

from bench.case_rows import BATCH
from bench.case_rows import write as write_cases
from bench.journeys import phone
from cases import notes, screens, seals
from cases.screens import Shown
from cases.tables import CASE_FILE
from gateway.wiring import Guichet
from kernel import audit
from kernel.ids import spaced
from kernel.turn import Kind, Screen, TextMode, Turn
from sms import outbox

# The criminal record of Benin: it publishes 72 hours, so that all but the newest cases are late.
SERVICE, OFFICE = 20, "pns-bj"
EVENTS_A_CASE = 5
OPENED = 60
MORE_EVENTS = """
INSERT INTO case_event (case_id, at, kind, from_state, to_state, source)
SELECT md5(n::text)::uuid, now() - make_interval(mins => n %% 1000000) + make_interval(hours => step), kind,
       'deposee', 'en_verification', source
FROM generate_series(%(first)s::int, %(last)s::int) n,
     (VALUES (1, 'moved', 'pns-bj'), (2, 'noted', 'pns-bj'), (3, 'ignored', 'pns-bj'), (4, 'noted', 'pns-bj'))
     AS each (step, kind, source)
"""
MESSAGES, SCREENS, NOTES, READINGS = 4, 12, 3, 8


def write(url: str, cases: int, told: Callable[[int], None], guichet: Guichet) -> list[str]:
    """``cases`` cases of one office with EVENTS_A_CASE events each; the references of OPENED of them, which open."""
    write_cases(url, cases, (SERVICE, OFFICE), told, references=0)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")
        for first in range(0, cases, BATCH):
            connection.execute(MORE_EVENTS, {"first": first, "last": min(first + BATCH, cases) - 1})
            told(min(first + BATCH, cases))
        connection.execute("VACUUM ANALYZE case_event")
        connection.execute("CHECKPOINT")
    return _opened(guichet, cases // 4)


def _opened(guichet: Guichet, phones: int) -> list[str]:
    """Every thousandth or so of the table, in the order of random ids, made whole."""
    references = []
    with guichet.database.transaction() as connection:
        rows = connection.execute(select(CASE_FILE).order_by(CASE_FILE.c.id).limit(OPENED)).all()
        for row in rows:
            number = int(row.external_id.removeprefix("EXT-")) % phones
            _fill(guichet, connection, row, phone(number))
            references.append(row.reference)
    return references


def _fill(guichet: Guichet, connection: Connection, case: Row[Any], caller: str) -> None:
    """As much as a case of a year has."""
    keyring = guichet.keyring
    sealed = {
        "phone_sealed": seals.seal(keyring, "case_file.phone", case.id, caller),
        "answers_sealed": seals.seal_answers(keyring, case.id, {"name": "Awa Traore", "born": "01/02/1990"}),
    }
    connection.execute(update(CASE_FILE).where(CASE_FILE.c.id == case.id).values(**sealed))
    words = f"Dossier {spaced(case.reference)}"
    for number in range(MESSAGES):
        outbox.queue(connection, keyring, phone=caller, text=f"{words}: etape {number}", purpose="case.moved")
    turns = [_turn(caller, case.reference, number) for number in range(SCREENS)]
    shown = [Shown(case.opened_at, turn, Screen(words, True, "case")) for turn in turns]
    screens.keep(connection, keyring, shown)
    for number in range(NOTES):
        notes.write(connection, keyring, case.id, "bench", OFFICE, f"Note {number}")
    for number in range(READINGS):
        audit.append(
            connection, f"staff:agent{number}", "case.read", f"case:{case.reference}", {"answers": True}
        )


def _turn(caller: str, reference: str, number: int) -> Turn:
    return Turn(
        "ussd",
        "africastalking",
        "*384#",
        f"bench-{reference}",
        caller,
        Kind.CONTINUE,
        TextMode.LAST,
        str(number),
    )
