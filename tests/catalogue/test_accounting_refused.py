"""Accounting data with a fault stop the start: every fault is told, with its file, line and reason."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue import accounting_loader
from catalogue.accounting_loader import CatalogueRefused

SHIPPED = Path(accounting_loader.__file__).parent
NEVER = "1999-01-01"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED / "accounting", tmp_path / "accounting")
    shutil.copy(SHIPPED / "administrations.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def edit(root: Path) -> Callable[[str, str, str], int]:
    """Replace the first ``old`` by ``new`` in a file; the line it stood on."""

    def replace(name: str, old: str, new: str) -> int:
        path = root / "accounting" / f"{name}.yaml"
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found, old
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1

    return replace


def refusals(root: Path) -> list[str]:
    with pytest.raises(CatalogueRefused) as refused:
        accounting_loader.load(root)
    return [str(problem) for problem in refused.value.problems]


def test_the_copy_loads(root: Path) -> None:
    accounting_loader.load(root)


ROWS = {
    "unknown account": ("lines", "account: FICTIF-ML-711", "account: X711", 0, "unknown account X711"),
    "account of another country": (
        "lines", "account: FICTIF-ML-711", "account: FICTIF-BJ-712", 0, "FICTIF-BJ-712 is an account of BJ",
    ),
    "account of another role": (
        "lines", "account: FICTIF-ML-711", "account: FICTIF-ML-471", 0,
        "FICTIF-ML-471 is no account for revenue but for suspense",
    ),
    "a line's unknown administration": (
        "lines", "administration: apex", "administration: apx", 0, "unknown administration apx",
    ),
    "nobody collects for the administration": (
        "lines", "administration: apex", "administration: ctdec-ml", 0, "no regie collects for ctdec-ml",
    ),
    "service in two lines": (
        "lines", "services: [10]", "services: [11]", 0,
        "dates overlap: another line for this service still applies on 2025-01-01",
    ),
    "code there twice": ("lines", "code: ml-etat-civil", "code: ml-tdrl", 0, "ml-tdrl is there twice"),
    "shares that do not add up": (
        "shares", "cercle: 15", "cercle: 16", -3, "`value`: shares add up to 101, not 100",
    ),
    "a share of nothing": (
        "shares", "region: 5", "region: 0", 0, "`parts.region`: Input should be greater than or equal to 1",
    ),
    "shares of an unknown line": ("shares", "line: ml-tdrl", "line: ml-tdlr", 0, "unknown line ml-tdlr"),
    "shares of an unknown regie": (
        "shares", "regies: [ml-bamako-c1]", "regies: [ml-bamako-c9]", 0, "unknown regie ml-bamako-c9",
    ),
    "a beneficiary that the regie does not name": (
        "shares", "district: 20", "cercle: 20", -2, "regie ml-bamako-c1 names no beneficiary for cercle",
    ),
    "a beneficiary without a name": (
        "beneficiaries", "code: district-bamako", "code: district-bko", None,
        "no beneficiary district-bamako of ML in beneficiaries.yaml",
    ),
    "a beneficiary of the other country": (
        "beneficiaries", "country: ML", "country: BJ", None,
        "no beneficiary commune-sikasso of ML in beneficiaries.yaml",
    ),
    "a beneficiary there twice": (
        "beneficiaries", "code: etat-ml", "code: apex-mali", None, "apex-mali is there twice",
    ),
    "two rules for a regie": (
        "shares", "line: ml-tdrl\n    parts:", "line: ml-tdrl\n    regies: [ml-bamako-c1]\n    parts:", None,
        "dates overlap: another rule of shares still applies on 2019-08-01",
    ),
    "nobody shares at a regie": (
        "shares", "line: ml-tdrl\n    parts:", "line: ml-tdrl\n    regies: [ml-sikasso]\n    parts:", None,
        "nobody shares in ml-tdrl at ml-koutiala",
    ),
    "a regie's unknown administration": (
        "regies", "administration: apex", "administration: apx", 0, "unknown administration apx",
    ),
    "a regie of the other country": (
        "regies", "administration: apex", "administration: pns-bj", 0, "pns-bj is an administration of BJ",
    ),
    "a tariff where nobody collects": (
        "tariffs", "locality: koutiala", "locality: kita", 0, "no regie collects in kita",
    ),
    "a tariff of an unknown line": ("tariffs", "line: ml-tdrl", "line: x1", 0, "unknown line x1"),
    "two tariffs at once": (
        "tariffs", "locality: koutiala", "locality: sikasso", 2,
        "dates overlap: another tariff still applies on 2025-01-01",
    ),
    "two accounts for a role": (
        "accounts", "role: treasury", "role: suspense", None,
        "dates overlap: another account of this role still applies on 2025-01-01",
    ),
    "an operator's account without its rail": (
        "accounts", "    rail: orange\n", "", None,
        "`value`: an account of an operator names its rail, no other does",
    ),
    "dates backwards": (
        "accounts", "valid_from: 2025-01-01", f"valid_from: 2025-01-01\n    valid_to: {NEVER}", None,
        "`value`: valid_to is before valid_from",
    ),
    "no source": ("fees", "source:", "sauce:", None, "`source` is missing"),
    "bands that go down": (
        "fees", "      - up_to_xof: 2000000\n",
        "      - up_to_xof: 2000000\n      - up_to_xof: 1000\n", None,
        "`value`: each band goes further than the one before",
    ),
    "two fees at once": (
        "fees", "rail: moov", "rail: orange", 6, "dates overlap: another fee still applies on 2025-01-01",
    ),
    "a fee that is no whole number": ("fees", "permille: 10", "permille: 1.5", 0, "`!!float` is not allowed"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "offset", "reason"), ROWS.values(), ids=ROWS)
def test_a_fault_is_refused_with_its_file_line_and_reason(
    root: Path,
    edit: Callable[[str, str, str], int],
    name: str,
    old: str,
    new: str,
    offset: int | None,
    reason: str,
) -> None:
    """``offset``: from the edited line to the one that is blamed; None when that is another rule's."""
    line = edit(name, old, new)
    told = refusals(root)
    assert any(problem.endswith(f": {reason}") for problem in told), told
    if offset is not None:
        assert f"accounting/{name}.yaml:{line + offset}: {reason}" in told, told


def test_all_faults_are_told_at_once(root: Path, edit: Callable[[str, str, str], int]) -> None:
    edit("lines", "account: FICTIF-ML-711", "account: 711")
    edit("shares", "cercle: 15", "cercle: 16")
    edit("tariffs", "locality: koutiala", "locality: kita")
    assert {problem.split(":")[0] for problem in refusals(root)} == {
        "accounting/lines.yaml", "accounting/shares.yaml", "accounting/tariffs.yaml",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "accounting/fees.yaml:1: the file is not a table of keys and values"),
        (b"rates: []\n", "accounting/fees.yaml:1: the file is one list, under `fees`"),
        (b"fees: 7\n", "accounting/fees.yaml:1: the file is one list, under `fees`"),
        (b"fees: [7]\n", "accounting/fees.yaml:1: `value`: Input should be a valid dictionary"),
        (b"fees: [" + b"7, " * 2001 + b"]\n", "accounting/fees.yaml:0: more than 2000 entries"),
    ],
    ids=["empty", "other list", "no list", "no rule", "too many"],
)
def test_a_file_that_is_no_list_of_rules_is_refused(root: Path, content: bytes, reason: str) -> None:
    (root / "accounting" / "fees.yaml").write_bytes(content)
    assert any(problem.startswith(reason) for problem in refusals(root)), refusals(root)


def test_a_file_that_is_missing_or_too_many_is_told(root: Path) -> None:
    (root / "accounting" / "fees.yaml").unlink()
    (root / "accounting" / "notes.txt").write_text("x", encoding="utf-8")
    assert refusals(root) == [
        "accounting/fees.yaml:0: cannot be read: No such file or directory",
        "accounting/notes.txt:0: no file of this name belongs here",
    ]
