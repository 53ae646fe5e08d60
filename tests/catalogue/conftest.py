"""A small catalogue to break: the shipped one changes too often to have its lines counted in tests."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.loader import CatalogueRefused, load

SAMPLE = Path(__file__).parent / "sample"
SERVICE = "services/ml-test.yaml"

Edit = Callable[[str, str, str], None]
Refusals = Callable[[], list[str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the sample, which loads."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "catalogue"))


@pytest.fixture
def edit(root: Path) -> Edit:
    """Replace the one place of ``file`` that says ``old``."""

    def replace(file: str, old: str, new: str) -> None:
        text = (root / file).read_text("utf-8")
        assert text.count(old) == 1, f"{file} does not say {old!r} once"
        (root / file).write_text(text.replace(old, new), "utf-8")

    return replace


@pytest.fixture
def refusals(root: Path) -> Refusals:
    """The problems of loading the copy as "file:line: reason"."""

    def refused() -> list[str]:
        with pytest.raises(CatalogueRefused) as caught:
            load(root)
        return [str(problem) for problem in caught.value.problems]

    return refused
