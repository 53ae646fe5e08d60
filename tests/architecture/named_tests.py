"""The tests that a page of the documentation names, and whether there are such tests."""

import ast
import re
from functools import cache

from tests.rooms import ROOT

TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows(table: str) -> dict[int, str]:
    """The number of each row -> its last cell."""
    lines = re.findall(r"^\| (\d+) \|(.*)\|$", table, re.MULTILINE)
    assert len(lines) == len({number for number, _ in lines}), "a number is there twice"
    return {int(number): cells.rsplit("|", 1)[1] for number, cells in lines}


def missing(page: str) -> list[str]:
    """Tests, or whole files of them, that the page names and that do not exist."""
    named = TEST.findall(page)
    return [f"{path}::{name}" for path, name in named if name not in names_in(path)]


@cache
def names_in(path: str) -> frozenset[str]:
    """The functions of a file, and "" for the file itself; nothing for a file that is not there."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset({"", *(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))})
