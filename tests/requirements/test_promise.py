"""SECURITY.md says by when a weak library is replaced, and what CI runs weekly would find it. OWASP ASVS 15.1.1."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.rooms import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_the_page_gives_a_time_for_each_kind_of_weakness() -> None:
    times = dict(re.findall(r"^\| (critical|any other)[^|]*\| (\d+) days \|$", PAGE, re.MULTILINE))
    assert times == {"critical": "7", "any other": "30"}
    assert "`make audit`" in PAGE
    assert "every week" in PAGE
    assert "`.ci/weekly`" in PAGE


@pytest.mark.parametrize("status", [0, 1, 2], ids=["nothing known", "a finding", "not asked"])
def test_what_ci_runs_weekly_is_the_audit_and_fails_with_it(tmp_path: Path, status: int) -> None:
    make = tmp_path / "make"
    make.write_text(f'#!/bin/sh\necho "$PWD $*"\nexit {status}\n', "ascii")
    make.chmod(0o700)
    ended = subprocess.run(
        [ROOT / ".ci" / "weekly"], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert (ended.returncode, ended.stdout.split()) == (status, [str(ROOT), "audit"])


def test_make_audit_asks_about_every_pinned_package() -> None:
    recipe = re.search(r"^audit:.*\n\t(.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe
    assert recipe[1] == "@$(BIN)/python -m requirements.audit"
