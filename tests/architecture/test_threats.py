"""docs/threats.md is true: all 54 controls are there, each with a test that exists or the word that it is open."""

import re

from tests.architecture.named_tests import TEST, missing, rows
from tests.rooms import ROOT

PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
OPEN = "**open**"


def test_every_control_names_its_test_or_says_that_it_is_open() -> None:
    found = rows(PAGE)
    assert sorted(found) == list(range(1, 55))
    assert [
        number for number, proof in found.items() if not TEST.search(proof) and proof.strip() != OPEN
    ] == []


def test_every_test_that_the_page_names_exists() -> None:
    assert missing(PAGE) == []


def test_what_is_open_is_counted() -> None:
    """Each has its proof; only the ASVS sheet has open ends. Whoever opens another says so here."""
    assert [number for number, proof in rows(PAGE).items() if proof.strip() == OPEN] == []
    assert re.findall(rf"^\| (\d+) \|.*{re.escape(OPEN)}", PAGE, re.MULTILINE) == ["54"]
