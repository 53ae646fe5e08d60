"""docs/faults.md is true: every row is there, every test that it names exists, and no row is left without a word."""

import re

import pytest

from tests.architecture.named_tests import TEST, missing, rows
from tests.rooms import ROOT

PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
FAULTS, BAD_INPUT = PAGE.split("## Bad input")


@pytest.mark.parametrize(("table", "last"), [(FAULTS, 49), (BAD_INPUT, 81)], ids=["faults", "bad input"])
def test_every_row_names_its_test(table: str, last: int) -> None:
    found = rows(table)
    assert sorted(found) == list(range(1, last + 1))
    assert [row for row, proof in found.items() if not TEST.search(proof)] == []


def test_every_test_that_the_page_names_exists() -> None:
    assert len(TEST.findall(PAGE)) > 100
    assert missing(PAGE) == []


MARK = re.compile(r"(?i)(fault|bad-input) rows? ((?:\d+(?:, | and | to )?)+)")


def test_every_row_that_a_test_claims_is_a_row_of_the_page() -> None:
    """A docstring that names row 82 proves nothing."""
    last = {"fault": 49, "bad-input": 81}
    wrong = [
        (path.name, kind, number)
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for kind, numbers in MARK.findall(path.read_text(encoding="utf-8"))
        for number in re.findall(r"\d+", numbers)
        if path.name != "test_faults.py" and not 1 <= int(number) <= last[kind.lower()]
    ]
    assert wrong == []
