"""An audit that could not ask says so, loudly: it never passes because nothing was found."""

import os
import subprocess
import sys
from typing import Any

import pytest

from requirements.audit import Finding, NotAsked, ask, judge
from requirements.pinned import Pin
from tests.rooms import ROOT

FLASK, JINJA = Pin("flask", "3.1.3", ("0" * 64,), ""), Pin("jinja2", "2.11.2", ("1" * 64,), "")  # type: ignore[arg-type]
CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
WEAK = {
    "name": "jinja2", "version": "2.11.2",
    "vulns": [{"id": "PYSEC-2021-66", "fix_versions": ["2.11.3"], "aliases": [], "description": "ReDoS"}],
}  # fmt: skip
# As pip-audit 2.10 writes it, and ends with 0 and "No known vulnerabilities found".
SKIPPED = {"name": "flask", "skip_reason": "Dependency not found and could not be audited: flask (3.1.3)"}


def test_a_finding_names_the_version_that_mends_it() -> None:
    found = judge({"dependencies": [CLEAN, WEAK]}, [FLASK, JINJA])
    assert found == [Finding("jinja2", "2.11.2", "PYSEC-2021-66", ("2.11.3",))]
    assert str(found[0]) == "jinja2 2.11.2: PYSEC-2021-66, mended in 2.11.3"
    assert judge({"dependencies": [CLEAN]}, [FLASK]) == []


@pytest.mark.parametrize(
    "said",
    [[SKIPPED], [], [CLEAN | {"version": "3.1.2"}]],
    ids=["skipped", "left out", "another version"],
)
def test_a_package_without_an_answer_is_no_pass(said: list[dict[str, Any]]) -> None:
    with pytest.raises(NotAsked, match="1 of 1 packages: flask"):
        judge({"dependencies": said}, [FLASK])


def test_without_a_network_the_command_fails_and_says_why() -> None:
    """pip-audit itself runs, and reaches nobody."""
    nobody = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9")
    ended = subprocess.run(
        [sys.executable, "-m", "requirements.audit"], cwd=ROOT, capture_output=True, text=True, timeout=300,
        check=False, env={**os.environ, **nobody, "NO_PROXY": "", "no_proxy": ""},
    )  # fmt: skip
    assert ended.returncode == 2, ended.stdout
    assert ended.stdout == ""
    assert "NOT DONE" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_program_that_is_not_there_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    with pytest.raises(NotAsked, match="cannot be reached"):
        ask([FLASK])
