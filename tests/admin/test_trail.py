"""The auditor reads the trail, filtered and in pages, and has the chain checked. Controls 30 and 31, rows 68 and 69."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from gateway.wiring import Guichet
from kernel import audit
from tests.admin.staffed import Browser

In = Callable[[str], Browser]


@pytest.fixture
def oumou(logged_in: In, guichet: Guichet) -> Browser:
    """The auditor, and sixty acts to read."""
    with guichet.database.transaction() as connection:
        for number in range(60):
            audit.append(connection, "staff:awa", "case.read", f"case:{number}", {"answers": True})
        audit.append(connection, "<script>alert(1)</script>", "=cmd|x", "{{7*7}}", {"'": "%"})
    return logged_in("oumou")


def test_pages_go_on_where_the_last_one_ended(oumou: Browser) -> None:
    first = oumou.get("/admin/audit?actor=staff:awa")
    assert first.text.count("case.read") == 50
    more = (
        first.text.split('btn-outline-secondary" href="/admin/audit?')[-1].split('"')[0].replace("&amp;", "&")
    )
    second = oumou.get("/admin/audit?" + more)
    assert second.text.count("case.read") == 10
    assert "case:0</a>" in second.text


@pytest.mark.parametrize(
    ("query", "rows"),
    [("subject=case:7", 1), ("actor=%25", 0), ("actor=staff:aw_", 0), ("subject=" + "x" * 10_000, 0),
     ("actor='%20OR%201=1", 0), ("since=2026-02-10", 0), ("until=2026-02-08", 0),
     ("since=2026-02-09&actor=staff:awa", 50),
     ("since=hier&actor=staff:awa", 50), ("before=-1", 0), ("before=1e9&actor=staff:awa", 50),
     ("before=" + "9" * 30 + "&actor=staff:awa", 50), ("before=id;drop&actor=staff:awa", 50)],
)  # fmt: skip
def test_what_is_asked_is_literal_and_bounded(oumou: Browser, query: str, rows: int) -> None:
    """Bad-input rows 68 and 69."""
    answer = oumou.get("/admin/audit?" + query)
    assert answer.status_code == 200
    assert answer.text.count("<div>case.read</div>") == rows
    assert rows or "Aucune ligne" in answer.text


def test_what_was_written_is_shown_and_does_nothing(oumou: Browser) -> None:
    shown = oumou.get("/admin/audit?subject={{7*7}}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script" not in shown
    assert "{{7*7}}" in shown


def test_counts_within_a_line_are_read_as_words(oumou: Browser, guichet: Guichet) -> None:
    said = {"kept": {"statement_lines": 1, "papers": 3}, "left": {}}
    with guichet.database.transaction() as connection:
        audit.append(connection, "staff:nene", "person.erase.done", "person:1", said)
    shown = oumou.get("/admin/audit?actor=staff:nene").text
    assert "statement lines 1" in shown
    assert "left: -" in shown
    assert "&#39;papers&#39;" not in shown


def test_a_whole_chain_is_called_whole_and_a_changed_row_by_its_number(
    oumou: Browser, guichet: Guichet
) -> None:
    """Control 30; once a minute, since it reads every row."""
    oumou.get("/admin/audit")
    whole = oumou.post("/admin/audit/verify")
    assert "est intacte" in whole.text
    oumou.get("/admin/audit")
    assert oumou.post("/admin/audit/verify").status_code == 429
    with guichet.database.transaction() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE audit_log SET subject = 'case:none' WHERE subject = 'case:7'"))
        row = connection.execute(text("SELECT id FROM audit_log WHERE subject = 'case:none'")).scalar_one()
    guichet.redis.flushdb()
    oumou.get("/admin/audit")
    assert f"La ligne {row} a été changée" in oumou.post("/admin/audit/verify").text


def test_coming_going_and_failing_are_all_in_the_trail(oumou: Browser, logged_in: In) -> None:
    """Control 31."""
    moussa = logged_in("moussa")
    moussa.post("/admin/logout")
    moussa.try_login("moussa", "wrong", "000000")
    shown = oumou.get("/admin/audit?subject=staff:moussa").text
    for act in ("login", "logout", "login.refused", "staff.add"):
        assert f"<div>{act}</div>" in shown
    assert "wrong</div>" in shown
