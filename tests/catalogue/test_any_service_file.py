"""Property: whatever a service file holds, the catalogue loads or is refused with lines; it never crashes."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.loader import CatalogueRefused, Problem, load
from tests.catalogue.conftest import SAMPLE, SERVICE

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 100) | st.floats() | st.dates() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "fr", "zone"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a tree."""
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield data, key
        yield from places(data[key])


def problems_of(root: Path) -> list[Problem]:
    try:
        load(root)
    except CatalogueRefused as refused:
        assert refused.problems  # noqa: PT017 # both outcomes are right; this one must say why
        return refused.problems
    return []


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_service_is_refused_or_loaded(data: st.DataObject) -> None:
    service = yaml.safe_load((SAMPLE / SERVICE).read_text("utf-8"))
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(list(places(service))))
        container[key] = data.draw(VALUES)
    damaged = yaml.safe_dump(service, allow_unicode=True)
    with tempfile.TemporaryDirectory() as directory:
        root = Path(shutil.copytree(SAMPLE, Path(directory) / "catalogue"))
        (root / SERVICE).write_text(damaged, "utf-8")
        problems = problems_of(root)
    lines = damaged.count("\n") + 1
    assert all(0 <= problem.line <= lines and problem.reason for problem in problems)
