"""``guichet person export``: everything about one phone, nothing about another, and the trail says who asked."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from sqlalchemy import select

from gateway.wiring import Guichet
from kernel.audit import AUDIT_LOG
from tests.cast import AWA, MOUSSA
from tests.gateway.person.life import WORDS, Life

Run = Callable[..., Result]
# What a citizen may not read of themselves: words between services.
BETWEEN_SERVICES = "Elle a rappelé"


def trail(guichet: Guichet) -> list[tuple[str, str, str, dict[str, object]]]:
    """What people did about persons."""
    row = AUDIT_LOG.c
    query = select(row.actor, row.act, row.subject, row.detail).where(row.act.like("person.%"))
    with guichet.database.transaction() as connection:
        return [tuple(each) for each in connection.execute(query.order_by(row.id))]


def test_an_administrator_gets_all_that_is_held_and_the_trail_keeps_counts(
    run: Run, life: Life, guichet: Guichet, tmp_path: Path
) -> None:
    life.whole()
    life.whole(MOUSSA)
    out = tmp_path / "awa.json"
    result = run("fatou", "export", AWA, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert out.stat().st_mode & 0o777 == 0o600
    text = out.read_text(encoding="utf-8")
    held = json.loads(text)
    sections = {name: found["rows"] for name, found in held["sections"].items() if found["rows"]}
    assert sorted(sections) == sorted(
        ["cases", "screens", "invoices", "payments", "quittances", "messages_sent", "messages_received", "stop",
         "language", "open_question", "checks"]
    )  # fmt: skip
    assert [word for word in WORDS if word not in text] == [BETWEEN_SERVICES]
    (case,) = sections["cases"]
    assert case["reference"] == life.references[0]
    assert case["internal_notes"] == 1
    assert life.references[1] not in text
    assert MOUSSA not in text
    assert "cases" in result.stdout
    assert AWA not in result.output
    ((actor, act, subject, said),) = trail(guichet)
    assert (actor, act) == ("staff:fatou", "person.export")
    assert subject.startswith("person:")
    assert AWA[1:] not in subject
    assert said["cases"] == 1


def test_without_a_file_the_json_is_the_output_and_the_summary_is_beside_it(run: Run, life: Life) -> None:
    life.case()
    result = run("fatou", "export", AWA)
    assert json.loads(result.stdout)["sections"]["cases"]["complete"] is True
    assert "cases" in result.stderr


def test_a_file_that_is_there_is_not_replaced(run: Run, life: Life, tmp_path: Path) -> None:
    out = tmp_path / "awa.json"
    out.write_text("mine")
    assert run("fatou", "export", AWA, "--out", str(out)).exit_code == 1
    assert out.read_text() == "mine"


def test_nobody_held_is_said(run: Run) -> None:
    result = run("fatou", "export", AWA)
    assert result.exit_code == 0
    assert "nothing is held about this phone" in result.stderr


def test_another_role_is_refused_and_that_is_in_the_trail(run: Run, life: Life, guichet: Guichet) -> None:
    life.case()
    for act in ("export", "erase"):
        result = run("oumar", act, AWA)
        assert result.exit_code == 1
        assert "oumar is officer: this is for administrator" in result.stderr
        assert "Awa" not in result.output
    assert [(actor, act) for actor, act, _, _ in trail(guichet)] == [("staff:oumar", "person.refused")] * 2


def test_what_is_no_phone_is_misuse_and_is_not_repeated(run: Run) -> None:
    result = run("fatou", "export", "70000001")
    assert result.exit_code == 2
    assert "70000001" not in result.stderr.replace("+22370000001", "")
