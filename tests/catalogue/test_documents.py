"""Kinds of papers, regimes and prohibitions: what is shipped holds together, what does not is refused."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from catalogue import papers_loader
from catalogue.catalogue import Catalogue
from catalogue.loader import load
from tests.catalogue.conftest import Refusals

DAY = date(2026, 11, 21)
SHIPPED = papers_loader.SHIPPED
FILES = ("regimes.yaml", "prohibitions.yaml", "letterheads.yaml")


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


def broken(root: Path, file: str, old: str, new: str) -> None:
    """The shipped papers beside the sample, with the first ``old`` of ``file`` replaced."""
    for name in FILES:
        shutil.copy(SHIPPED / name, root / name)
    if file.startswith("documents/"):
        shutil.copytree(SHIPPED / "documents", root / "documents")
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), "utf-8")


def test_every_kind_of_the_token_has_its_paper(shipped: Catalogue) -> None:
    found = {code: kind.doc_type for code, kind in shipped.documents.items()}
    assert found == {"co": 1, "birth": 2, "quittance": 3, "consular": 4, "legalisation": 5}
    assert shipped.papers.kind_of(shipped.services[17]) == shipped.documents["co"]
    assert shipped.papers.kind_of(shipped.services[11]) is None


@pytest.mark.parametrize(("code", "months"), [("UEMOA", 6), ("CEDEAO", 6), ("ZLECAF", 12)])
def test_a_certificate_of_each_regime_has_one_product_and_its_months(
    shipped: Catalogue, code: str, months: int
) -> None:
    regime = shipped.papers.regime(code, DAY)
    assert regime is not None
    assert (regime.months, regime.products_max) == (months, 1)
    assert sum(box.stamp for box in regime.boxes) >= 2
    assert shipped.papers.regime(code, date(1999, 1, 1)) is None


def test_every_choice_of_the_phone_can_be_printed(shipped: Catalogue) -> None:
    questions = {question.name: question for question in shipped.services[17].questions}
    assert len(questions) <= 12
    for choice in questions["regime"].choices:
        regime = shipped.papers.regime(choice.value, DAY)
        assert regime is not None
        assert regime.criterion("OBTENU") is not None
    places = {choice.value for choice in questions["destination"].choices}
    assert places == set(shipped.documents["co"].field("destination").labels)


def test_what_no_source_says_is_marked(shipped: Catalogue) -> None:
    assert {regime.code for regime in shipped.papers.regimes if "FICTIF" in regime.source} == {
        "UEMOA", "CEDEAO", "UE", "AUTRE",
    }  # fmt: skip
    assert not list(shipped.papers.prohibitions.fictive())


def test_a_folder_without_papers_takes_the_shipped_ones(root: Path, shipped: Catalogue) -> None:
    assert load(root).papers == shipped.papers


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("regimes.yaml", "      - number: 2\n", "      - number: 3\n", "boxes are numbered"),
        ("regimes.yaml", "        columns: 6\n", "        columns: 5\n", "a row of boxes"),
        ("regimes.yaml", "  - code: CEDEAO\n", "  - code: UEMOA\n", "dates overlap"),
        ("regimes.yaml", "exporter, rccm", "exporter, nothing", "which is no field"),
        ("regimes.yaml", "months: 6", "months: 60", "less than or equal to 24"),
        ("prohibitions.yaml", '"0102"', '"010"', "String should match pattern"),
        ("prohibitions.yaml", "code: ml-coton", "code: ml-bovins", "ml-bovins is there twice"),
        (
            "prohibitions.yaml",
            "    origin: ML\n",
            "    origin: ML\n    regimes: [AGOA]\n",
            "unknown regime AGOA",
        ),
        ("prohibitions.yaml", "valid_from: 2015-01-01", "valid_from: 2015", "valid_from"),
        ("letterheads.yaml", "BJ:\n", "GH:\n", "BJ has no letterhead"),
        ("documents/co.yaml", "services: [17]", "services: [99]", "unknown service 99"),
        ("documents/co.yaml", "doc_type: 1", "doc_type: 2", "doc_type 2 is taken by"),
        ("documents/co.yaml", "spill: [invoice", "spill: [nothing", "spill names what is not sealed"),
        ("documents/co.yaml", "code: co\n", "code: cc\n", "the file of cc is named cc.yaml"),
        ("documents/birth.yaml", "civil.5", "civil.1", "two fields are sealed in one place"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    root: Path, refusals: Refusals, file: str, old: str, new: str, said: str
) -> None:
    broken(root, file, old, new)
    found = [problem for problem in refusals() if said in problem]
    assert found, refusals()
    assert all(int(problem.split(":")[1]) >= 1 for problem in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("answer: exporter_name", "answer: exporter", "ML-CO does not ask exporter"),
        ("TG: Togo", "TT: Togo", "no words for TG"),
        ("    optional: true\n", "", "approval may be left out: the field is optional"),
    ],
)
def test_a_field_that_its_service_cannot_fill_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    root = Path(shutil.copytree(SHIPPED, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py")))
    file = root / "documents" / "co.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(Exception, match=said):
        load(root)
