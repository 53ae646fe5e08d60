"""The shape that keeps the code pleasant to walk through: small files, short functions, names that say something."""

import ast
import statistics
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.rooms import ROOT, sources

LINES_MEDIAN_MAX, LINES_P90_MAX, LINES_MAX = 60, 160, 300
FUNCTION_LINES_MAX = 50
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}

SOURCES = sources()
Trees = Mapping[Path, ast.Module]


@pytest.fixture(scope="module")
def trees() -> Trees:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lengths() -> dict[str, int]:
    return {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}


def test_most_files_fit_on_one_screen() -> None:
    sizes = sorted(lengths().values())
    assert statistics.median(sizes) <= LINES_MEDIAN_MAX
    assert sizes[int(len(sizes) * 0.9)] <= LINES_P90_MAX


def test_no_file_is_a_god() -> None:
    assert {name: length for name, length in lengths().items() if length > LINES_MAX} == {}


def test_no_function_needs_scrolling(trees: Trees) -> None:
    assert [
        f"{name_of(path)}:{node.name} {node.end_lineno - node.lineno + 1}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
    ] == []


def test_every_module_is_named_for_what_it_holds() -> None:
    assert [name_of(path) for path in SOURCES if path.stem in EMPTY_NAMES] == []


def test_every_module_says_what_it_is_for(trees: Trees) -> None:
    assert [name_of(path) for path, tree in trees.items() if not ast.get_docstring(tree)] == []


TIME_READERS = {"time.time", "time.monotonic", "datetime.now", "datetime.utcnow", "date.today"}


@pytest.mark.parametrize(
    ("calls", "allowed", "rooms_apart"),
    [
        (TIME_READERS, {"kernel/clock.py"}, {"simulator"}),
        (
            {"os.getenv", "os.environ"},
            {"gateway/settings.py", "gateway/supervisor.py", "gateway/program.py"},
            set(),
        ),
    ],
    ids=[
        "only the clock reads the time",
        "only settings read the environment (the supervisor and its programs hand it on)",
    ],
)
def test_what_one_file_alone_may_touch(
    trees: Trees, calls: set[str], allowed: set[str], rooms_apart: set[str]
) -> None:
    found = {
        name_of(path)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in calls
    }
    assert {name for name in found - allowed if name.split("/")[0] not in rooms_apart} == set()


def test_the_project_speaks_of_the_project_alone() -> None:
    """No path of a machine, and no host of a package registry, in anything we wrote."""
    words = [
        "/" + "work/",
        "py" + "pi.org",
        "files.python" + "hosted",
        "registry.npm" + "js",
        "deb.debian" + ".org",
    ]
    written = [
        *SOURCES,
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("requirements/*.txt"),
        ROOT / "Makefile",
    ]
    assert [
        (name_of(path), word)
        for path in written
        for word in words
        if word in path.read_text(encoding="utf-8")
    ] == []
