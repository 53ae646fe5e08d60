"""The queue and the file, each office's own. Controls 2 and 39, bad-input rows 20, 65, 68 and 69."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert, select

from admin.casework import queue as work
from admin.people.person import Scope
from admin.people.staff import Post
from admin.roles import Role
from cases import lifecycle, seals
from cases.deposit import Request, deposit
from cases.tables import CASE_FILE
from gateway.wiring import Guichet
from kernel import clock
from kernel.audit import AUDIT_LOG
from tests.admin.staffed import Browser, hire
from tests.cast import AWA

In = Callable[[str], Browser]
ANSWERS = {"exporter_name": "<script>alert(1)</script>", "rccm": "=HYPERLINK(1)"}


@pytest.fixture
def reference(guichet: Guichet, day: time_machine.Traveller) -> str:
    """A certificate of origin, asked of APEX-Mali by Awa the citizen and moved once."""
    key = b"r" * 32
    request = Request(guichet.catalogue.services[17], AWA, ANSWERS, "fr", "orange-ml")
    with guichet.database.transaction() as connection:
        done = deposit(connection, guichet.keyring, key, request, clock.now())
        day.shift(60)
        note = seals.seal_note(guichet.keyring, done.case_id, "Votre dossier est complet")
        lifecycle.advance(connection, done.case_id, "en_verification", "apex", note, at=clock.now())
    return done.reference


def test_a_file_is_shown_with_its_whole_story(logged_in: In, guichet: Guichet, reference: str) -> None:
    browser = logged_in("awa")
    queue = browser.get("/admin/cases").text
    assert f'href="/admin/cases/{reference}"' in queue
    shown = browser.get(f"/admin/cases/{reference}").text
    assert shown.index("Déposé") < shown.index("Votre dossier est complet")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert AWA not in shown
    assert "+223******01" in shown
    with guichet.database.transaction() as connection:
        read = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "case.read")).one()
    assert (read.actor, read.subject, read.detail) == ("staff:awa", f"case:{reference}", {"answers": True})


def test_another_offices_file_does_not_exist(logged_in: In, guichet: Guichet, reference: str) -> None:
    """Bad-input row 65."""
    browser = logged_in("moussa")
    assert reference not in browser.get("/admin/cases").text
    there, nowhere = browser.get(f"/admin/cases/{reference}"), browser.get("/admin/cases/260000000000")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.text.replace(reference, "") == nowhere.text.replace("260000000000", "")
    with guichet.database.transaction() as connection:
        refused = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.act == "console.refused")).one()
    assert (refused.actor, refused.subject) == ("staff:moussa", f"case:{reference}")


@pytest.mark.parametrize(
    ("role", "administration", "sees", "answers"),
    [(Role.AGENT, None, False, False), (Role.SUPPORT, None, True, False), (Role.AUDITOR, None, True, False),
     (Role.AGENT, "apex", True, True)],
    ids=["an agent of no office", "support", "auditor", "an agent"],
)  # fmt: skip
def test_who_sees_what_of_a_file(
    guichet: Guichet, browser: Browser, reference: str,
    role: Role, administration: str | None, sees: bool, answers: bool,
) -> None:  # fmt: skip
    browser.login(hire(guichet, "somebody", Post(role, administration)))
    assert (reference in browser.get("/admin/cases").text) is sees
    shown = browser.get(f"/admin/cases/{reference}")
    assert (shown.status_code == 200) is sees
    assert ("HYPERLINK" in shown.text) is answers


def test_pages_of_the_queue_show_each_case_once(logged_in: In, guichet: Guichet, reference: str) -> None:
    with guichet.database.transaction() as connection:
        row = dict(connection.execute(select(CASE_FILE)).mappings().one())
        for number in range(120):
            since = row["state_since"] + timedelta(seconds=number // 3)
            changed = {"id": f"00000000-0000-4000-8000-{number:012d}", "reference": f"{number:012d}"}
            connection.execute(insert(CASE_FILE).values({**row, **changed, "state_since": since}))
    browser, path, seen = logged_in("awa"), "/admin/cases", []
    while path:
        shown = browser.get(path).text
        seen += [part.split('"')[0] for part in shown.split('href="/admin/cases/')[1:]]
        _, found, rest = shown.partition('href="/admin/cases?')
        path = "/admin/cases?" + rest.split('"')[0].replace("&amp;", "&") if found else ""
    assert (len(seen), len(set(seen))) == (121, 121)


@pytest.mark.parametrize(
    "query",
    ["state=paid", "state='", "service=-1", "service=1e9", "from=id;drop", "from=" + "9" * 40 + ".x", "from=1",
     "state=" + "x" * 10_000],
)  # fmt: skip
def test_strange_filters_are_put_right(logged_in: In, reference: str, query: str) -> None:
    """Bad-input rows 68 and 69."""
    assert logged_in("awa").get("/admin/cases?" + query).status_code == 200


@pytest.mark.parametrize(("hours", "days", "late"), [(48, 1, False), (48, 3, True), (None, 900, False)])
def test_what_waits_longer_than_published_is_late(
    reference: str, guichet: Guichet, day: time_machine.Traveller, hours: int | None, days: int, late: bool
) -> None:
    """A service that publishes no delay is never late."""
    service = guichet.catalogue.services[17]
    waits = service.delay.model_copy(update={"hours": hours})
    day.shift(timedelta(days=days))
    with guichet.database.transaction() as connection:
        (row,) = work.queue(connection, Scope("apex"), state=None, service=17, cursor=None)
    assert work.line(row, {17: service.model_copy(update={"delay": waits})}).late is late
