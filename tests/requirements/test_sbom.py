"""The bill of materials names all that is pinned, with its hashes and its licence, in the form that tools read."""

import importlib.metadata as installed
import json
from pathlib import Path
from typing import Any

import pytest

from requirements import sbom
from requirements.pinned import NotPinned, pins
from verification.web import build as scanner


@pytest.fixture(scope="module")
def text() -> str:
    return sbom.text(sbom.bom())


@pytest.fixture(scope="module")
def made(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def test_it_is_valid_cyclonedx(text: str) -> None:
    # Imported here: it builds 38 grammars, 2 s of each worker that only collects.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_every_pinned_package_is_in_it_with_its_hashes(made: dict[str, Any]) -> None:
    found = {each["purl"]: each for each in made["components"]}
    assert len(pins()) > 80
    for pin in pins():
        component = found.pop(f"pkg:pypi/{pin.name}@{pin.version}")
        assert {each["content"] for each in component["hashes"]} == set(pin.hashes)
    assert list(found) == [f"pkg:npm/{scanner.PACKAGE}@{scanner.VERSION}"]
    assert found.popitem()[1]["hashes"] == [{"alg": "SHA-256", "content": scanner.SHA256}]


def test_all_that_is_installed_here_has_a_licence(made: dict[str, Any]) -> None:
    here = {each.name.lower().replace("_", "-").replace(".", "-") for each in installed.distributions()}
    without = [
        each["name"] for each in made["components"] if each["name"] in here and not each.get("licenses")
    ]
    assert without == []


def test_who_needs_whom_is_told(made: dict[str, Any]) -> None:
    needs = {each["ref"]: each.get("dependsOn", []) for each in made["dependencies"]}
    named = {each.partition("@")[0] for each in needs["guichet"]}
    assert {"pypi:flask", "pypi:psycopg", "npm:zxing-wasm"} <= named
    flask = next(each for name, each in needs.items() if name.startswith("pypi:flask@"))
    assert "pypi:werkzeug" in {each.partition("@")[0] for each in flask}


@pytest.mark.parametrize(
    "line",
    ["flask>=3 --hash=sha256:" + "0" * 64, "flask==3.1.3", "flask==3.1.3 --hash=md5:" + "0" * 32],
    ids=["no exact version", "no hash", "another hash"],
)
def test_what_is_not_pinned_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "run.txt"
    file.write_text(line + "\n")
    with pytest.raises(NotPinned, match="flask"):
        pins(file)
