"""The files of the page: old enough for a phone of 2016, complete in every language, the scanner only as pinned."""

import re
from pathlib import Path

import pytest

from tests.verification.web.bureau import ROOT
from tests.verification.web.site import TEXTS
from verification.incomplete import Incomplete
from verification.web import Site, assets, build
from verification.web.assets import PAGE, READER, SHAPES
from verification.web.lean import lean, lean_style
from verification.web.words import for_page
from verification.word import Word

STATIC = assets.HERE / "static"
# What came after Chrome 50 (2016): each would stop the whole page there.
NEWER = {
    "async functions": r"\basync\b|\bawait\b",
    "modules": r"^\s*(import|export)\b", "optional chaining": r"\?\.[a-z(\[]",
    "nullish": r"\?\?", "power": r"\*\*", "spread of objects": r"\{\s*\.\.\.", "catch without a name": r"catch\s*\{",
    "values and entries": r"Object\.(values|entries)\b", "padding": r"\.pad(Start|End)\(", "includes": r"\.includes\(",
    "finally": r"\.finally\(", "append and prepend": r"\.(append|prepend|replaceChildren)\(", "BigInt": r"\dn\b|BigInt",
    "named groups": r"\(\?<", "dotall": r"/[gimuy]*s[gimuy]*\.test", "flat": r"\.flat(Map)?\(",
}  # fmt: skip
CODE = re.compile(r'//[^\n]*|"(?:[^"\\\n]|\\.)*"')


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_a_phone_of_2016_understands_it(path: Path) -> None:
    code = CODE.sub('""', path.read_text(encoding="utf-8")).replace("form.append(", "")
    assert [name for name, sign in NEWER.items() if re.search(sign, code, re.MULTILINE)] == []


def test_every_file_is_used() -> None:
    used = {
        *READER,
        *PAGE,
        "worker.js",
        "page.css",
        "icon.svg",
        "guichet.webmanifest",
        *(f"{name}.svg" for name in SHAPES),
    }
    assert {path.name for path in STATIC.iterdir()} == used


def test_every_verdict_and_reason_has_words() -> None:
    words = for_page(TEXTS)
    seal = (assets.HERE.parents[1] / "docs" / "seal.md").read_text(encoding="utf-8")
    table = seal.split("## 5.")[1].split("## 6.")[0]
    reasons = set(re.findall(r"`([a-z_]+)`", table)) - {"iat", "exp", "ttl"}
    expected = {f"verify.word.{word.lower()}" for word in Word} | {
        f"verify.say.{word.lower()}" for word in Word
    }
    expected |= {f"verify.reason.{code}" for code in reasons | Incomplete.REASONS}
    assert expected - words["fr"].keys() == set()
    assert expected - words["en"].keys() - {key for key, said in words["fr"].items() if said} == set()


@pytest.mark.parametrize(
    ("line", "served"),
    [
        ("  const a = b + c * d / e;", "const a=b+c*d/e;"),
        ("a = b + ++c - --d;", "a=b + ++c - --d;"),
        ('say("a + b, c", [d]);', 'say("a + b, c",[d]);'),
        ("x.replace(/ + /g, y + z);", "x.replace(/ + /g, y + z);\n"),
        ("if (a !== b) return !c;", "if(a!==b)return!c;"),
        ("a = 1; // why", "a=1;"),
        ("// only for readers", ""),
    ],
)
def test_a_script_is_served_without_what_only_readers_need(line: str, served: str) -> None:
    assert lean(line) == served


def test_a_style_sheet_is_served_without_what_only_readers_need() -> None:
    sheet = "/* why: 7:1 */\n.a :focus { margin: 0 .4rem; }\n@media (min-width: 600px) {\n  b, i { width: 1px }\n}\n"
    assert lean_style(sheet) == ".a :focus{margin:0 .4rem;}@media (min-width:600px){b,i{width:1px}}"


def test_the_version_follows_the_content() -> None:
    one = assets.load(TEXTS, Site(("v.example.ml",), ROOT.public, "*384#"))
    same = assets.load(TEXTS, Site(("v.example.ml",), ROOT.public, "*384#"))
    other = assets.load(TEXTS, Site(("v.example.ml",), ROOT.public, "*222#"))
    assert one.version == same.version != other.version


def test_another_package_than_the_pinned_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\necho other > {build.PACKAGE}-{build.VERSION}.tgz\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(build.NotBuilt, match="another hash") as refused:
        build.build(tmp_path / "data")
    assert not refused.value.retry
    assert list((tmp_path / "data" / "scanner").iterdir()) == []


def test_without_npm_there_is_no_scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(build.NotBuilt, match="npm is not installed"):
        build.build(tmp_path)


def test_the_scanner_is_three_files_and_its_licence_is_kept(scanner: Path) -> None:
    built = build.place(scanner)
    assert {path.name for path in built.iterdir()} == set(build.SCANNER)
    assert "MIT" in (built / "LICENSE.txt").read_text(encoding="utf-8")
    assert build.build(scanner) == built
