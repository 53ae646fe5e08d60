"""docs/limits.md is true: each number is the code's, each limit of Redis has its row, and pages say what they take."""

import ast
import importlib
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from catalogue.loader import load
from sms.budgets.limits import Budgets, Ceiling
from tests.patience import as_shipped
from tests.rooms import ROOT, sources
from verification.registry.lookup import A_MINUTE
from verification.web import photo, photo_program

PAGE = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([a-z_.0-9]+)\.([A-Z_]+) = ([^`]+)`")
BRACKETS = re.compile(r"\[((?:`[a-z0-9.-]+`(?:, )?)+)\]")
BUDGET = re.compile(r"^\| (now|news|bulk): [^|]+\|((?: [\d,]+ \|){4})$", re.MULTILINE)


def plain(value: object) -> object:
    """As the page writes it: a time in seconds."""
    return int(value.total_seconds()) if isinstance(value, timedelta) else value


def test_each_number_is_the_codes() -> None:
    found = NAMED.findall(PAGE)
    assert len(found) > 70
    with as_shipped():
        wrong = {
            f"{module}.{name}": written
            for module, name, written in found
            if plain(getattr(importlib.import_module(module), name)) != ast.literal_eval(written)
        }
    assert wrong == {}


def test_each_row_names_its_code() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not BUDGET.match(line)]
    bare = [
        row for row in rows if not NAMED.search(row) and "in the code" not in row and "a phone |" not in row
    ]
    assert bare == []


def test_each_limit_of_redis_is_there() -> None:
    named = {name for group in BRACKETS.findall(PAGE) for name in re.findall(r"`([^`]+)`", group)}
    assert named == set(counted())


def counted() -> Iterator[str]:
    """The names that `Limits.allow` is called with: written out, or made from a table beside the call."""
    for path in sources():
        text = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(text)) if "open_when_down=" in text else ():
            if not (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "allow"
            ):
                continue
            match call.args[0]:
                case ast.Constant(value=str(name)):
                    yield name
                case ast.JoinedStr(values=[ast.Constant(value="document."), *_]):
                    yield from (f"document.{channel}" for channel in A_MINUTE)
                case ast.JoinedStr(values=[ast.Constant(value="totp-"), *_]):
                    yield from ("totp-300", "totp-86400")
                case ast.Name(id="kind"):
                    yield from re.findall(r'\("(login-[a-z]+)"', text)
                case other:
                    raise AssertionError(f"{path}: {ast.dump(other)}")


def test_the_messages_of_a_day_are_the_codes() -> None:
    told = {
        name: Ceiling(*(int(cell.replace(",", "")) for cell in re.findall(r"[\d,]+", cells)))
        for name, cells in BUDGET.findall(PAGE)
    }
    assert Budgets(**told) == Budgets()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_sends_a_photo_reads_its_kinds_and_size(language: str) -> None:
    """ASVS V5.1.1; the page of statements: tests/admin/books."""
    said = load().text("verify.photo_hint", language)
    assert {"JPEG", "PNG", "WebP"} == {kind for kind in ("JPEG", "PNG", "WebP", "GIF") if kind in said}
    assert {kind.upper() for kind in ("JPEG", "PNG", "WebP")} == set(photo_program.FORMATS)
    assert re.search(rf"\b{photo.BYTES_MAX >> 20} M[Bo]", said)
