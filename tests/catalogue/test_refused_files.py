"""Bad-input row 75: files that are not what they should be stop the start; none crashes it."""

from pathlib import Path

import pytest

from tests.catalogue.conftest import SERVICE, Edit, Refusals

TOO_LARGE = "larger than 64 KiB: no file here needs it, and every start reads it"
POSITIVE = "Input should be greater than or equal to 1"
CONNECTOR = "String should match pattern '^[a-z][a-z0-9]{1,19}$'"
KEY = "a key is plain text; put quotes around numbers and words like NO"
SECOND = "services/ml-second.yaml"

# label: (bytes of the file, line, reason). 60 000 brackets end the process with a stack overflow in libyaml's
# composer unless they are counted before it runs.
ROWS = {
    "too large": (b"a: 1\n# " + b"x" * 65536, 0, TOO_LARGE),
    "not UTF-8": (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
    "not YAML": (b"a: 1\nb: [1\n", 3, "not YAML: did not find expected ',' or ']'"),
    "a control character": (b"a: \x07\n", 0, "not YAML: control characters are not allowed"),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, "not YAML: but found another document"),
    "empty": (b"", 1, "the file is not a table of keys and values"),
    "a list": (b"- 1\n", 1, "the file is not a table of keys and values"),
    "an object": (b"!!python/object:os.system\na: 1\n", 1, "the file is not a table of keys and values"),
    "60 000 brackets": (b"[" * 60_000, 1, "nested deeper than 8"),
    "billion laughs": (b"a: &a [x, x]\nb: &b [*a, *a]\n", 2, "aliases (*name) are not used here"),
    "merge key": (b"<<: {number: 17}\n", 1, KEY),
}


@pytest.mark.parametrize(("content", "line", "reason"), ROWS.values(), ids=ROWS.keys())
def test_a_wrong_file_is_refused_with_its_line(
    root: Path, refusals: Refusals, content: bytes, line: int, reason: str
) -> None:
    (root / SERVICE).write_bytes(content)
    assert f"{SERVICE}:{line}: {reason}" in refusals()


def test_a_file_that_is_not_yaml_is_not_skipped(root: Path, refusals: Refusals) -> None:
    (root / "services/ml-lost.yml").write_text("number: 18")
    assert refusals() == ["services/ml-lost.yml:0: only .yaml files belong here"]


@pytest.mark.parametrize(
    ("lost", "refused"),
    [
        (SERVICE, "services:0: no file here"),
        ("texts/bm/texts.yaml", "texts/bm:0: no file here"),
        ("networks.yaml", "networks.yaml:0: cannot be read: No such file or directory"),
        ("administrations.yaml", "administrations.yaml:0: cannot be read: No such file or directory"),
    ],
)
def test_a_missing_file_is_told(root: Path, refusals: Refusals, lost: str, refused: str) -> None:
    (root / lost).unlink()
    assert refused in refusals()


def test_too_many_files_are_refused_unread(root: Path, refusals: Refusals) -> None:
    for at in range(100):
        (root / f"services/{at}.yaml").write_text("")
    assert refusals() == ["services:0: more than 100 files"]


def test_a_number_and_a_code_belong_to_one_service(root: Path, refusals: Refusals) -> None:
    (root / SECOND).write_text((root / SERVICE).read_text("utf-8"), "utf-8")
    assert refusals() == [
        f"{SECOND}:2: the file of ML-TEST is named ml-test.yaml",
        f"{SERVICE}:1: number 17 is taken by {SECOND}",
        f"{SERVICE}:2: code ML-TEST is taken by {SECOND}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("budget: 182", "budget: 183", "3: `networks.0.budget`: Input should be less than or equal to 182"),
        ('"61603"', "61603", "4: `networks.1.code`: Input should be a valid string"),
        ('"61603"', '"61002"', "4: network 61002 is there twice"),
        ("default: 160\n", "", "1: `default` is missing"),
    ],
    ids=["more than a screen holds", "a code that is no text", "a network twice", "no default"],
)
def test_wrong_networks_are_refused(edit: Edit, refusals: Refusals, old: str, new: str, refused: str) -> None:
    edit("networks.yaml", old, new)
    assert refusals() == [f"networks.yaml:{refused}"]


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("  stale_after_min: 60\n", "", "1: `stale_after_min` is missing"),
        ("stale_after_min: 60", "stale_after_min: 0", f"4: `stale_after_min`: {POSITIVE}"),
        ("counter-ml:", "apex:", "7: duplicate key `apex`"),
        ("connector: apex", "connector: ../apex", f"3: `connector`: {CONNECTOR}"),
    ],
    ids=["missing", "never fresh", "twice", "a path"],
)
def test_wrong_administrations_are_refused(
    edit: Edit, refusals: Refusals, old: str, new: str, refused: str
) -> None:
    edit("administrations.yaml", old, new)
    assert f"administrations.yaml:{refused}" in refusals()
