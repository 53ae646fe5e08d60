"""Notes between services: sealed, in order, kept, polled without keeping a session awake, never the citizen's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import ProgrammingError

from admin.people import sessions
from admin.people.staff import Post
from admin.roles import Role
from cases import notes
from cases.note_tables import CASE_NOTE
from gateway.wiring import Guichet
from kernel.audit import AUDIT_LOG
from tests.admin.casework.desk import Desk
from tests.admin.staffed import Browser, hire

In = Callable[[str], Browser]


def test_two_services_write_to_each_other_on_one_case(
    logged_in: In, guichet: Guichet, desk: Desk, other: Browser
) -> None:
    case = desk.deposited(17)
    path, told = f"/admin/cases/{case.reference}", desk.news()
    office, support = logged_in("awa"), other
    support.login(hire(guichet, "salif", Post(Role.SUPPORT)))
    assert office.get(f"{path}/notes?after=0").status_code == 204
    assert (
        support.post(f"{path}/notes", {"text": " Le citoyen a rappelé <b>deux fois</b> "}).status_code == 303
    )
    found = office.get(f"{path}/notes?after=0")
    assert "Le citoyen a rappelé &lt;b&gt;deux fois&lt;/b&gt;" in found.text
    assert "<html" not in found.text
    last = found.text.split('data-note="')[1].split('"')[0]
    assert office.get(f"{path}/notes?after={last}").status_code == 204
    assert office.post(f"{path}/notes", {"text": "Nous le rappelons"}).location == f"{path}#notes"
    answer = support.get(f"{path}/notes?after={last}").text
    assert "Nous le rappelons" in answer
    assert "rappelé" not in answer
    assert f'data-after="{int(last) + 1}"' in support.get(path).text
    # An empty one is none; neither is one for the citizen.
    assert office.post(f"{path}/notes", {"text": "  "}).status_code == 303
    assert office.post(f"{path}/notes", {"text": "x" * (notes.LONGEST + 1)}).status_code == 400
    assert desk.news() == told
    with guichet.database.transaction() as connection:
        rows = connection.execute(select(CASE_NOTE).order_by(CASE_NOTE.c.id)).all()
        trail = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "case.noted")).all()
    assert [(row.author, row.office) for row in rows] == [("salif", "support"), ("awa", "apex")]
    assert "rappel" not in str(rows)
    assert [(row.actor, row.detail) for row in trail] == [
        ("staff:salif", {"note": int(last)}),
        ("staff:awa", {"note": int(last) + 1}),
    ]


def test_asking_for_notes_keeps_no_session_awake(logged_in: In, guichet: Guichet, desk: Desk) -> None:
    case = desk.deposited(17)
    browser = logged_in("awa")
    path = f"/admin/cases/{case.reference}/notes?after=0"
    assert browser.get(path).status_code == 204
    step = timedelta(seconds=sessions.IDLE.total_seconds() / 2 + 1)
    desk.day.shift(step)
    assert browser.get(path).status_code == 204
    desk.day.shift(step)
    assert browser.get(path).status_code == 302


def test_a_note_is_kept_as_it_was(guichet: Guichet, desk: Desk) -> None:
    case = desk.deposited(17)
    with guichet.database.transaction() as connection:
        written = notes.write(connection, guichet.keyring, case.case_id, "awa", "apex", "Un")
        connection.execute(update(CASE_NOTE).values(body_sealed=b"resealed"))
    for change in (update(CASE_NOTE).values(author="x"), delete(CASE_NOTE)):
        with (
            pytest.raises(ProgrammingError, match="append-only"),
            guichet.database.transaction() as connection,
        ):
            connection.execute(change)
    with pytest.raises(notes.NoteRefused), guichet.database.transaction() as connection:
        notes.write(connection, guichet.keyring, case.case_id, "awa", "apex", " ")
    assert written > 0
