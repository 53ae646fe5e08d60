"""docs/faults.md is true: every row is there, every test that it names exists, and no row is left without a word."""

import ast
import re
from functools import cache

import pytest

from tests.rooms import ROOT

PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
FAULTS, BAD_INPUT = PAGE.split("## Bad input")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# A room that is not built yet may stand for the test; a room that is built may not.
LATER = ("sealed documents", "the console")
PROMISE = re.compile(r"comes? with ([a-z ]+)")
BUILT_FAULTS = {*range(1, 38), *range(40, 50)}
BUILT_BAD_INPUT = {*range(1, 55), 56, *range(75, 82)}


def rows(table: str) -> dict[int, str]:
    """Number -> the last cell."""
    lines = re.findall(r"^\| (\d+) \|(.*)\|$", table, re.MULTILINE)
    assert len(lines) == len({number for number, _ in lines}), "a number is there twice"
    return {int(number): cells.rsplit("|", 1)[1] for number, cells in lines}


@cache
def names_in(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(
    ("table", "last", "built"),
    [(FAULTS, 49, BUILT_FAULTS), (BAD_INPUT, 81, BUILT_BAD_INPUT)],
    ids=["faults", "bad input"],
)
def test_every_row_names_its_test_or_what_it_comes_with(table: str, last: int, built: set[int]) -> None:
    found = rows(table)
    assert sorted(found) == list(range(1, last + 1))
    assert [row for row in sorted(built) if not TEST.search(found[row])] == []
    unproved = {row: proof for row, proof in found.items() if not TEST.search(proof)}
    assert [
        row for row, proof in unproved.items() if not any(f"comes with {room}" in proof for room in LATER)
    ] == []


def test_nothing_is_promised_with_a_room_that_is_built() -> None:
    """A row that is proved in part must not go on promising the rest for ever."""
    assert {room.strip() for room in PROMISE.findall(PAGE)} <= set(LATER)


def test_every_test_that_the_page_names_exists() -> None:
    named = TEST.findall(PAGE)
    assert len(named) > 100
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []


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
